// swift-tools-version: 6.2
import PackageDescription

// A package of its own: it needs a compiler with libFuzzer, and the toolkit does not. See README.md.
let package = Package(
  name: "aas-fuzz",
  dependencies: [.package(name: "aatools", path: "../..")],
  targets: [
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "aas-fuzz",
      dependencies: [
        "CFuzzer", .product(name: "ShardReading", package: "aatools"),
        .product(name: "Parquet", package: "aatools"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
