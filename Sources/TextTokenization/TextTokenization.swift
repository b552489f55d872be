// Room: TextTokenization
