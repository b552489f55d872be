import MediaWorkers

/// What `aa-fetch` answers to an address: why there is nothing, or the bytes that follow.
package struct FetchAnswer: WireValue, Equatable {
  package var why: String?

  package init(why: String? = nil) { self.why = why }

  package mutating func code(_ coder: inout WireCoder) throws(WireError) { try coder.field(&why) }
}
