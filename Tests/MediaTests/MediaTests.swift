// Tests: Media
