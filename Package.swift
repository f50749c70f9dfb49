// swift-tools-version: 6.2
import PackageDescription

/// The one set of compiler settings; every target of ours uses it.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let collections = Target.Dependency.product(name: "HashTreeCollections", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdHTTP2 = Target.Dependency.product(name: "HummingbirdHTTP2", package: "hummingbird")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

/// Modules import only what stands here; `scripts/check-imports` holds them to it.
let package = Package(
  name: "threshold",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "threshold", targets: ["threshold"]),
    .executable(name: "tctl", targets: ["tctl"]),
    .executable(name: "tsh", targets: ["tsh"]),
    // For the benchmarks, a package of their own.
    .library(name: "ThresholdRules", targets: ["ThresholdModel", "ThresholdRules"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
    .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    .target(name: "ThresholdModel", dependencies: [], swiftSettings: house),
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
    .target(name: "ThresholdRules", dependencies: ["ThresholdModel", "CRE2", collections], swiftSettings: house),
    .target(name: "ThresholdCertificates", dependencies: ["ThresholdModel", crypto, cryptoExtras, x509, asn1], swiftSettings: house),
    .target(name: "ThresholdStore", dependencies: ["ThresholdModel", grdb, crypto], swiftSettings: house),
    .target(name: "ThresholdAPI", dependencies: ["ThresholdModel"], swiftSettings: house),
    .target(
      name: "ThresholdClient",
      dependencies: [
        "ThresholdModel", "ThresholdAPI", "ThresholdCertificates",
        httpClient, nioCore, nioPosix, nioTLS, nioSSL, nioHTTP1, httpTypes, crypto, x509, asn1, yams,
      ],
      swiftSettings: house),
    .target(
      name: "ThresholdService",
      dependencies: [
        "ThresholdModel", "ThresholdRules", "ThresholdCertificates", "ThresholdStore",
        logging, lifecycle, crypto, cryptoExtras, x509,
      ],
      swiftSettings: house),
    .target(
      name: "ThresholdGateway",
      dependencies: [
        "ThresholdModel", "ThresholdCertificates", "ThresholdService",
        nioCore, nioPosix, nioSSL, nioHTTP1, httpClient, logging,
      ],
      swiftSettings: house),
    .target(
      name: "ThresholdServer",
      dependencies: [
        "ThresholdModel", "ThresholdAPI", "ThresholdService",
        hummingbird, hummingbirdCore, hummingbirdHTTP2, nioCore, nioPosix, nioTLS, nioSSL, nioHTTPTypes, httpTypes,
        logging, lifecycle, x509, asn1, yams,
      ],
      swiftSettings: house),
    .target(
      name: "ThresholdCLI",
      dependencies: [
        "ThresholdModel", "ThresholdAPI", "ThresholdClient", "ThresholdCertificates", arguments, yams,
      ],
      swiftSettings: house),
    .executableTarget(
      name: "threshold",
      dependencies: [
        "ThresholdModel", "ThresholdAPI", "ThresholdClient", "ThresholdCLI", "ThresholdCertificates", "ThresholdStore", "ThresholdService",
        "ThresholdGateway", "ThresholdServer", arguments, logging, lifecycle, unixSignals,
      ],
      swiftSettings: house),
    .executableTarget(name: "tctl", dependencies: ["ThresholdCLI", arguments], swiftSettings: house),
    .executableTarget(name: "tsh", dependencies: ["ThresholdCLI", arguments], swiftSettings: house),

    // Tests only.
    .target(name: "ThresholdTesting", dependencies: ["ThresholdModel", "ThresholdService"], swiftSettings: house),
    .executableTarget(
      name: "write-load", dependencies: ["ThresholdModel", "ThresholdStore"], path: "Tests/WriteLoad", swiftSettings: house),
    .testTarget(name: "ThresholdModelTests", dependencies: ["ThresholdModel"], swiftSettings: house),
    .testTarget(name: "ThresholdRulesTests", dependencies: ["ThresholdModel", "ThresholdRules"], swiftSettings: house),
    .testTarget(
      name: "ThresholdCertificatesTests", dependencies: ["ThresholdModel", "ThresholdCertificates", "ThresholdTesting", crypto, x509],
      swiftSettings: house),
    .testTarget(
      name: "ThresholdStoreTests", dependencies: ["ThresholdModel", "ThresholdStore", "ThresholdTesting", "write-load", crypto, grdb],
      swiftSettings: house),
    .testTarget(
      name: "ThresholdServiceTests",
      dependencies: [
        "ThresholdModel", "ThresholdRules", "ThresholdCertificates", "ThresholdStore", "ThresholdService", "ThresholdTesting", crypto,
        logging,
      ],
      swiftSettings: house),
    .testTarget(
      name: "ThresholdClientTests",
      dependencies: [
        "ThresholdModel", "ThresholdAPI", "ThresholdCertificates", "ThresholdClient",
        nioCore, nioPosix, nioTLS, nioSSL, nioHTTP1, x509, asn1,
      ],
      swiftSettings: house),
    .testTarget(
      name: "ThresholdCLITests",
      dependencies: ["ThresholdModel", "ThresholdAPI", "ThresholdCertificates", "ThresholdClient", "ThresholdCLI", arguments],
      swiftSettings: house),
    .testTarget(
      name: "ThresholdServerTests",
      dependencies: [
        "ThresholdModel", "ThresholdAPI", "ThresholdStore", "ThresholdService", "ThresholdServer",
        hummingbird, hummingbirdCore, nioCore, .product(name: "NIOEmbedded", package: "swift-nio"), httpTypes, logging,
      ],
      swiftSettings: house),
    .testTarget(
      name: "ThresholdGatewayTests",
      dependencies: [
        "ThresholdModel", "ThresholdCertificates", "ThresholdService", "ThresholdGateway",
        nioCore, nioPosix, nioTLS, nioSSL, nioHTTP1, .product(name: "NIOEmbedded", package: "swift-nio"), logging,
      ],
      swiftSettings: house),
    // Runs the real programs, so they are built with it.
    .testTarget(
      name: "EndToEndTests", dependencies: ["ThresholdModel", "ThresholdAPI", "ThresholdTesting", "threshold", "tctl", "tsh"],
      swiftSettings: house),
  ]
)
