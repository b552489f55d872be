// Room: Models
