"""What each kind of object shows when its fields are asked for."""
