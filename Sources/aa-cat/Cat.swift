import ArgumentParser
import CommandLineTool

@main
struct Cat: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-cat",
    abstract: "Look into shard streams, take them apart, put them together, repair them.",
    discussion: """
      Without a verb it prints the stream as JSON Lines (cat). Every verb has its own --help with an example.

        what is in it    aa-cat info train.aas
                         aa-cat head -n 3 --records-only train.aas
                         aa-cat du train.aas
        is it whole      aa-cat check --quick *.aas
                         aa-cat recover broken.aas -o saved.aas
        a part of it     aa-cat filter --modality ti2t all.aas -o ti2t.aas
                         aa-cat sample -n 100 --seed 1 all.aas -o few.aas
                         aa-cat split --parts 8 all.aas -o parts/train
        several          aa-cat merge a.aas b.aas -o all.aas
                         aa-cat diff v1.aas v2.aas
        is a record in   aa-cat prove release.aas 17 -o proof.json
                         aa-cat verify proof.json --shard release.aas

      Verbs that write shards copy frames byte for byte where nothing changes in them, and name themselves in the \
      chain of tools.

      Exit codes: 0 done; 1 failed; 3 done, but something was lost or differs, and is listed; 64 wrong usage.
      """,
    version: toolkitVersion,
    subcommands: [
      Print.self, Head.self, Info.self, DiskUsage.self, Check.self, Recover.self, Filter.self, Sample.self,
      Split.self, Merge.self, Diff.self, Prove.self, Verify.self,
    ], defaultSubcommand: Print.self)
}
