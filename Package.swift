// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors, the language mode is Swift 6. Cross-module optimisation is switched on by name:
// SwiftPM's default leaves generic calls between modules unspecialised, which is over a hundred times slower.
let swift: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

// C is optimised in debug builds too: an unoptimised kernel makes the learning tests ten times slower.
let c: [CSetting] = [
  .unsafeFlags(["-O3", "-Wall", "-Wextra", "-Werror"]),
  .define("_GNU_SOURCE"),
]

func room(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil,
  tests: [Target.Dependency] = []
) -> [Target] {
  [
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: swift),
    .testTarget(
      name: name + "Tests", dependencies: [.byName(name: name)] + dependencies + tests, swiftSettings: swift),
  ]
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name,
    dependencies: dependencies + [
      "CommandLineTool", .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ],
    swiftSettings: swift)
}

func clib(_ name: String, pkgConfig: String?, apt: String) -> Target {
  .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let programs = [
  "aa-convert", "aa-validate", "aa-tokenize", "aa-pack", "aa-train", "aa-eval", "aa-cat", "aa-generate",
  "aa-fixtures", "aa-report", "aa-media", "aa-fetch",
]

let package = Package(
  name: "aatools",
  products: programs.map { .executable(name: $0, targets: [$0]) } + [
    // For tools/fuzz, a package of its own.
    .library(
      name: "ShardReading", targets: ["ByteStreams", "ShardFormat", "PreferenceRecords", "TokenTrees"]),
    // Knows nothing of preferences.
    .library(name: "Parquet", targets: ["Parquet"]),
    // Tokenizers, chat templates, vocabulary training; knows nothing of shards.
    .library(name: "TextTokenization", targets: ["TextTokenization"]),
  ],
  dependencies: [
    // Options, help, completion scripts, exit code 64 on misuse. Kept by the Swift project itself; 5 ms of start-up.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Adapters are YAML files that people write by hand. Wraps libyaml; linked only where adapters are read.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C libraries, each under its pkg-config name. libarchive reads tar and zip without us parsing hostile headers;
    // libjpeg, libpng and libsndfile are the reference decoders of their formats; libav reads what is left;
    // libcrypto's SHA-256 uses the CPU's SHA instructions; libzstd compresses frames. zlib, liblzma and libbz2 are the
    // reference decoders of the streams that rows are downloaded as (libarchive loads all three anyway).
    clib("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
    clib("CPNG", pkgConfig: "libpng", apt: "libpng-dev"),
    clib("CSndFile", pkgConfig: "sndfile", apt: "libsndfile1-dev"),
    // Sample rates. What the Python world resamples with; faster than libswresample here (2.6 against 3.7 ms for ten
    // seconds of 44.1 kHz) and steeper. Small, no start-up cost; finished rather than developed since 2018, and Debian
    // keeps it. One thread, the same bytes on every x86 machine.
    clib("CSoxr", pkgConfig: "soxr", apt: "libsoxr-dev"),
    clib("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
    clib("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    clib("CLZMA", pkgConfig: "liblzma", apt: "liblzma-dev"),
    clib("CBzip2", pkgConfig: nil, apt: "libbz2-dev"),
    clib("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
    // Speaks HTTP and TLS; only aa-fetch loads it (33 libraries, 3 ms), and only when fetching is allowed.
    clib("CCurlLibrary", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    clib("CJPEGLibrary", pkgConfig: "libjpeg", apt: "libjpeg62-turbo-dev"),
    // Pictures beyond those: libdeflate packs stored PNGs a third quicker than zlib, and smaller; libwebp and libtiff are
    // the reference decoders; lcms2 brings colours to sRGB. All are kept in Debian with security fixes. libav loads
    // libwebp and lcms2 anyhow: the other two and what they need are 6 libraries of 144, 1 ms of 25 at the start. A
    // profile takes 2 ms to open (of inks, 40) and is then remembered.
    clib("CDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
    clib("CWebP", pkgConfig: "libwebp libwebpdemux", apt: "libwebp-dev"),
    clib("CTIFF", pkgConfig: "libtiff-4", apt: "libtiff-dev"),
    clib("CLCMS", pkgConfig: "lcms2", apt: "liblcms2-dev"),
    clib(
      "CAVLibrary", pkgConfig: "libavformat libavcodec libavutil libswscale libswresample",
      apt: "libavformat-dev"),
    // The compressions of Parquet pages, one page a call; libdeflate checks and unpacks whole buffers at twice zlib's
    // speed. snappy is linked through its C interface and brings libstdc++. Together under 2 ms of start-up; all in Debian.
    clib("CSnappy", pkgConfig: "snappy", apt: "libsnappy-dev"),
    clib("CLZ4", pkgConfig: "liblz4", apt: "liblz4-dev"),
    clib("CBrotli", pkgConfig: "libbrotlidec libbrotlienc", apt: "libbrotli-dev"),
    // Regular expressions as `tokenizers` understands them: the same engine, for split patterns that are not written out by
    // hand. One library of 0.6 MB without dependencies, 0.06 ms of start-up. Its authors ended their work on it in 2025;
    // Debian keeps it, and PHP and jq are built on it.
    clib("COnig", pkgConfig: "oniguruma", apt: "libonig-dev"),
    // What Swift cannot import from C: setjmp, macros, variadic functions.
    .target(name: "CSupport", cSettings: c),
    // Only for programs that decode hostile bytes: it replaces the allocator.
    .target(name: "CConfinement", dependencies: ["CSupport"], cSettings: c),
    .target(name: "CFetch", dependencies: ["CCurlLibrary"], cSettings: c),
    .target(name: "CJPEG", dependencies: ["CJPEGLibrary"], cSettings: c),
    .target(name: "CAV", dependencies: ["CAVLibrary"], cSettings: c),
    // Resampling and PNG writing: loops over bytes, and a library that reports errors by longjmp.
    .target(
      name: "CImaging", dependencies: ["CPNG", "CDeflate", "CWebP", "CTIFF", "CLCMS"], cSettings: c),
    // Vector code: Swift on Linux is compiled for baseline x86-64, so elementwise kernels are C with target clones.
    .target(
      name: "CKernels", cSettings: c + [.unsafeFlags(["-ffp-contract=fast", "-fno-math-errno"])],
      linkerSettings: [.linkedLibrary("dl"), .linkedLibrary("m")]),
    program(
      "aa-convert",
      [
        "DatasetSources", "Archives", "PreferenceRecords", "ShardFormat", "JSON", "MediaCommandLine",
        "MediaFetching",
      ]),
    program(
      "aa-validate", ["Validation", "ShardFormat", "ByteStreams", "CSupport", "JSON", "MediaCommandLine"]),
    // Decodes for the others, in child processes: the one program of the pipeline's front that loads libav.
    program("aa-media", ["MediaServing", "MediaCodecs"]),
    program("aa-fetch", ["MediaServing", "MediaFetching", "CFetch", "CConfinement"]),
    .target(
      name: "MediaServing", dependencies: ["MediaWorkers", "Media", "CConfinement", "CSupport"],
      swiftSettings: swift),
    program("aa-tokenize", ["TokenTrees", "MediaCodecs", "MediaCommandLine", "OrderedPipeline", "JSON"]),
    program("aa-pack", ["TokenTrees"]),
    program("aa-train", ["Training"]),
    program("aa-eval", ["Training", "Evaluation", "ByteStreams", "CSupport"]),
    program("aa-cat", ["ShardEditing", "ShardInspection"]),
    program("aa-generate", ["Generation", "Training", "CSupport", "MediaCommandLine"]),
    program(
      "aa-fixtures",
      [
        "MediaCodecs", "JSON", "Archives", "OrderedPipeline", "ShardFormat", "PreferenceRecords",
        "TokenTrees",
      ]),
    program("aa-report", ["Reports", "MediaCommandLine"]),
    // Times the format alone, beside the peers' figures: tools/bench-shards.
    .executableTarget(
      name: "shard-bench",
      dependencies: ["ShardFormat", "ByteStreams", "JSON", "CSupport", "OrderedPipeline"],
      path: "tools/shard-bench",
      swiftSettings: swift),
    // Times reading and writing Parquet alone, beside the peers' figures: tools/bench-parquet.
    .executableTarget(
      name: "parquet-bench", dependencies: ["Parquet", "ByteStreams", "CSupport"],
      path: "tools/parquet-bench", swiftSettings: swift),
    // Times the splitting of text alone, and compares it with `tokenizers`: tools/golden/compare_splits.py.
    .executableTarget(
      name: "split-bench", dependencies: ["TextTokenization"], path: "tools/split-bench", swiftSettings: swift
    ),
    // Times loading a tokenizer and encoding text, beside the peers' figures: tools/bench-tokenize. Compares what comes out
    // with `tokenizers`: tools/golden/compare_tokenizers.py.
    .executableTarget(
      name: "tokenizer-bench",
      dependencies: ["TextTokenization", "ByteStreams", "CSupport", "OrderedPipeline"],
      path: "tools/tokenizer-bench", swiftSettings: swift),
    // Renders chat templates for the comparison with transformers in tools/golden.
    .executableTarget(
      name: "render-chats", dependencies: ["TextTokenization", "JSON"], path: "tools/render-chats",
      swiftSettings: swift),
    // Times what is done to each medium, beside the peers' figures.
    .executableTarget(
      name: "media-bench",
      dependencies: ["Media", "MediaCodecs", "ByteStreams", "CSupport", "OrderedPipeline"],
      path: "tools/media-bench", swiftSettings: swift),
    // Stands in for aa-media where tests want a decoder that crashes, hangs or lies.
    .executableTarget(
      name: "faulty-media",
      dependencies: ["MediaServing", "MediaCodecs", "Media", "CConfinement", "CSupport"],
      path: "Tests/FaultyMedia",
      swiftSettings: swift),
    // A model's folder for tests of tokenizing.
    .target(
      name: "ModelFolder", dependencies: ["TextTokenization"], path: "Tests/ModelFolder", swiftSettings: swift
    ),
    // A web server for tests of fetching.
    .target(name: "LocalServer", path: "Tests/LocalServer", swiftSettings: swift),
    .testTarget(
      name: "ProgramTests",
      dependencies: [
        "JSON", "ShardFormat", "PreferenceRecords", "TokenTrees", "TextTokenization", "Archives",
        "Compression", "Parquet",
        "CSupport",
        "faulty-media", "LocalServer", "ModelFolder",
      ] + programs.map { .byName(name: $0) },
      swiftSettings: swift),
    // Holds the fuzzer's promises (a link into tools/fuzz) and replays what it has found.
    .testTarget(
      name: "FuzzTests",
      dependencies: ["ByteStreams", "ShardFormat", "PreferenceRecords", "TokenTrees", "Parquet"],
      swiftSettings: swift),
  ]
    + room("ByteStreams", ["CSupport", "CCrypto"])
    + room("OrderedPipeline")
    + room(
      "CommandLineTool",
      [
        "ByteStreams", "OrderedPipeline", "CSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ])
    + room("JSON", ["ByteStreams"])
    + room("CSV", ["ByteStreams"], tests: ["JSON"])
    + room("Compression", ["ByteStreams", "CZlib", "CLZMA", "CBzip2", "CZstd"])
    + room("Archives", ["ByteStreams", "Compression", "CArchive", "CZlib"])
    + room(
      "Parquet", ["ByteStreams", "CZstd", "CSnappy", "CDeflate", "CLZ4", "CBrotli"], tests: ["JSON"])
    + room("ShardFormat", ["ByteStreams", "CZstd", "CCrypto", "CSupport"], tests: ["JSON"])
    + room("PreferenceRecords", ["ShardFormat", "JSON"])
    + room("Media", ["ByteStreams"])
    + room("MediaCodecs", ["Media", "CSupport", "CPNG", "CSndFile", "CSoxr", "CJPEG", "CAV", "CImaging"])
    + room(
      "MediaWorkers", ["Media", "ByteStreams", "CSupport"],
      tests: ["MediaCodecs", "aa-media", "faulty-media"])
    + room(
      "MediaFetching", ["MediaWorkers", "Media", "Archives", "ByteStreams"],
      tests: ["CFetch", "LocalServer", "aa-fetch"])
    + room(
      "MediaCommandLine",
      ["MediaWorkers", "Media", .product(name: "ArgumentParser", package: "swift-argument-parser")])
    + room(
      "DatasetSources",
      [
        "PreferenceRecords", "Media", "JSON", "CSV", "Parquet", "Compression", "Archives", "OrderedPipeline",
        .product(name: "Yams", package: "Yams"),
      ],
      resources: [.embedInCode("Adapters")], tests: ["MediaCodecs"])
    + room(
      "Validation",
      ["PreferenceRecords", "Media", "OrderedPipeline", "ShardFormat", "JSON", "ByteStreams"],
      tests: ["MediaCodecs"])
    + room("TextTokenization", ["JSON", "COnig"])
    + room("MediaTokenization", ["Media"])
    + room(
      "TokenTrees",
      [
        "PreferenceRecords", "TextTokenization", "MediaTokenization",
      ], tests: ["ModelFolder"])
    + room("ShardEditing", ["ByteStreams", "PreferenceRecords", "ShardFormat", "TokenTrees"])
    + room("ShardInspection", ["ByteStreams", "JSON", "PreferenceRecords", "ShardFormat", "TokenTrees"])
    + room("Kernels", ["CKernels", "CSupport"])
    + room("Models", ["Kernels", "JSON", "ByteStreams"])
    + room("Objectives")
    + room("Training", ["Models", "Objectives", "TokenTrees"])
    + room("Generation", ["Models", "TokenTrees", "MediaCodecs"])
    + room("Evaluation", ["JSON", "ByteStreams", "OrderedPipeline"])
    + room(
      "Reports", ["ByteStreams", "JSON", "PreferenceRecords", "MediaCodecs", "TokenTrees", "Evaluation"]),
  swiftLanguageModes: [.v6]
)
