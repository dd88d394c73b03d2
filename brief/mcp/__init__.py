"""What a chat client may look up: tools that read, over the Model Context Protocol, on standard input and output."""
