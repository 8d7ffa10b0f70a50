"""Where a problem is (ระบบแผนที่): places read from text, tapped by citizens, shown on the map."""
