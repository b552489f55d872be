/// Files of named tensors (https://huggingface.co/docs/safetensors): 8 bytes little-endian length, a JSON header,
/// raw row-major data.
public enum Safetensors {
}
