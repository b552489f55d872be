# The .aas shard format (aas.md) for Kaitai Struct: what stands where. Checksums, digests and order are not told here.
meta:
  id: aas
  title: Shards of preference data
  file-extension: aas
  endian: le
  ks-version: 0.9
doc-ref: schemas/aas.md
seq:
  - id: members
    type: member
    repeat: eos
types:
  member:
    seq:
      - id: preamble
        type: preamble
      - id: blocks
        type: block
        repeat: until
        repeat-until: _.is_trailer
  preamble:
    doc: Section 2.
    seq:
      - id: magic
        contents: [0x89, 0x41, 0x41, 0x53, 0x0d, 0x0a, 0x1a, 0x0a]
      - id: major
        type: u2
      - id: minor
        type: u2
      - id: len_preamble
        type: u4
      - id: required_features
        type: u8
      - id: optional_features
        type: u8
      - id: log2_largest_payload
        type: u1
      - id: log2_window
        type: u1
      - id: log2_alignment
        type: u1
      - id: zero
        type: u1
      - id: stream_tag
        size: 4
      - id: reserved
        size: 20
      - id: crc32c
        type: u4
  block:
    doc: A frame or, at a member's end, the trailer. They begin with 8 bytes that tell which.
    seq:
      - id: mark
        size: 8
      - id: trailer
        type: trailer
        if: is_trailer
      - id: frame
        type: frame
        if: not is_trailer
    instances:
      is_trailer:
        value: mark[3] == 0x54
  frame:
    doc: Section 3, behind its mark.
    seq:
      - id: kind
        type: u1
        enum: kind
      - id: codec
        type: u1
        enum: codec
      - id: flags
        type: u2
      - id: num_entries
        type: u4
      - id: len_stored
        type: u8
      - id: len_raw
        type: u8
      - id: frame_id
        size: 16
      - id: payload_crc32c
        type: u4
      - id: stream_tag
        size: 4
      - id: reserved
        type: u4
      - id: header_crc32c
        type: u4
      - id: records
        type: records
        size: len_stored
        if: codec == codec::stored and kind == kind::records
      - id: blobs
        type: directory
        size: len_stored
        if: codec == codec::stored and kind == kind::blobs
      - id: columns
        type: directory
        size: len_stored
        if: codec == codec::stored and (kind == kind::tokens or kind == kind::plan or kind == kind::index)
      - id: payload
        size: len_stored
        if: codec != codec::stored or (kind != kind::records and kind != kind::blobs and kind != kind::tokens and kind != kind::plan and kind != kind::index)
      - id: padding
        size: (64 - len_stored % 64) % 64
    instances:
      is_critical:
        value: (flags & 1) == 1
  records:
    doc: Section 7. Offsets count from the end of the table.
    seq:
      - id: offsets
        type: u4
        repeat: expr
        repeat-expr: _parent.num_entries + 1
      - id: items
        type: record(_index)
        repeat: expr
        repeat-expr: _parent.num_entries
  record:
    doc: One deterministic CBOR item.
    params:
      - id: i
        type: s4
    seq:
      - id: cbor
        size: _parent.offsets[i + 1] - _parent.offsets[i]
  directory:
    doc: Sections 8 and 9. A CBOR directory, which names the lengths of the blobs or arrays behind it, each padded to 64 bytes.
    seq:
      - id: len_directory
        type: u8
      - id: cbor
        size: len_directory
      - id: padding
        size: (64 - (8 + len_directory) % 64) % 64
      - id: body
        size-eos: true
  trailer:
    doc: Section 13, behind its mark.
    seq:
      - id: len_member
        type: u8
      - id: ofs_end
        type: u8
      - id: ofs_index
        type: u8
      - id: ofs_summary
        type: u8
      - id: stream_tag
        size: 4
      - id: reserved
        size: 16
      - id: crc32c
        type: u4
enums:
  kind:
    1: meta
    2: records
    3: blobs
    4: tokens
    5: plan
    6: tombstones
    7: end
    8: index
    9: summary
    10: abort
    11: pad
  codec:
    0: stored
    1: zstd
