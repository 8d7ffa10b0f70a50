// The triage console.

import "./console/thread.js";
import "./console/writing.js";
import "./console/together.js";
import "./console/composer.js";
import "./console/keys.js";
