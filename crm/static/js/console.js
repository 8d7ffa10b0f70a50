// The triage console.

import "./console/thread.js";
import "./console/writing.js";
import "./console/together.js";
import "./console/composer.js";
import "./console/canned.js";
import "./console/mentions.js";
import "./console/open.js";
import "./console/acts.js";
import "./console/keys.js";
import "./console/searching.js";
