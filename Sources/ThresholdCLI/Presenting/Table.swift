import ThresholdModel

/// A table as the command lines print it: a header, dashes, left-aligned columns (reference, cli-api-terraform §1.1).
///
/// Cells are escaped here. A cell over its column's limit is cut and gets the column's mark; the footnote explains it once.
public struct Table {
  /// How a column is headed and cut.
  public struct Column: Sendable {
    public let title: String
    /// The most characters shown; nil shows all.
    public let limit: Int?
    /// What follows a cut cell, for example `[+]`.
    public let mark: String
    /// What the mark means: one line under the table, when something was cut.
    public let footnote: String

    public init(_ title: String, limit: Int? = nil, mark: String = "[*]", footnote: String = "") {
      self.title = title
      self.limit = limit
      self.mark = mark
      self.footnote = footnote
    }
  }

  private let columns: [Column]
  private var rows: [[String]] = []
  private var cut: Set<Int> = []

  public init(_ columns: [Column]) { self.columns = columns }
  public init(_ titles: String...) { self.init(titles.map { Column($0) }) }

  /// Adds a row; missing cells stay empty, cells beyond the columns are dropped.
  public mutating func add(_ cells: [String]) {
    var row: [String] = []
    for (index, column) in columns.enumerated() {
      let text = (index < cells.count ? cells[index] : "").escapedForDisplay
      if let limit = column.limit, text.count > limit {
        cut.insert(index)
        row.append("\(text.prefix(limit))... \(column.mark)")
      } else {
        row.append(text)
      }
    }
    rows.append(row)
  }

  public var isEmpty: Bool { rows.isEmpty }

  /// The table without a final line end, and without blanks at the ends of lines.
  public var text: String {
    let widths = columns.indices.map { index in
      rows.map { $0[index].count }.reduce(columns[index].title.count, max)
    }
    let lines = [columns.map(\.title), widths.map { String(repeating: "-", count: $0) }] + rows
    let printed = lines.map { cells in
      let padded = zip(cells, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
      let line = padded.joined(separator: " ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    let footnotes = cut.sorted().map { "\(columns[$0].mark) \(columns[$0].footnote)" }
    return (printed + (footnotes.isEmpty ? [] : [""] + footnotes)).joined(separator: "\n")
  }
}

extension Terminal {
  /// Prints a table, or a line where there is nothing to show.
  public func print(_ table: Table, orElse nothing: String) {
    print(table.isEmpty ? nothing : table.text)
  }
}
