// The triage console.

import "./console/thread.js";
import "./console/composer.js";
import "./console/keys.js";
