/// The version every program prints and every stream's provenance carries.
public let toolkitVersion = "0.1.0"
