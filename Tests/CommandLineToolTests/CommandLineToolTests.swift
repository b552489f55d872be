// Tests: CommandLineTool
