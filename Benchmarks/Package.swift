// swift-tools-version: 6.2
import PackageDescription

/// The compiler settings of the product.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A package of its own, so that the product never resolves what only measuring needs.
let package = Package(
  name: "threshold-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "threshold", path: "..")],
  targets: [
    .executableTarget(
      name: "threshold-bench", dependencies: [.product(name: "ThresholdRules", package: "threshold")], swiftSettings: house)
  ]
)
