CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS pages (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, fans INTEGER NOT NULL, followers INTEGER NOT NULL,
  subscribed TEXT NOT NULL DEFAULT '[]'
);

CREATE TABLE IF NOT EXISTS tokens (
  token TEXT PRIMARY KEY, kind TEXT NOT NULL, page TEXT, scopes TEXT NOT NULL,
  code INTEGER, subcode INTEGER
);

CREATE TABLE IF NOT EXISTS people (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, psid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL, reachable INTEGER NOT NULL DEFAULT 1, phone_account INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS people_name ON people (name);

CREATE TABLE IF NOT EXISTS posts (
  number INTEGER PRIMARY KEY, page TEXT NOT NULL, author TEXT, message TEXT NOT NULL,
  created INTEGER NOT NULL, updated INTEGER NOT NULL, photo TEXT, picture TEXT,
  listed INTEGER NOT NULL DEFAULT 1, published INTEGER NOT NULL DEFAULT 1,
  anonymous INTEGER NOT NULL DEFAULT 0, can_comment INTEGER NOT NULL DEFAULT 1,
  hidden INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0,
  rank REAL NOT NULL DEFAULT 0, private_reply INTEGER
);
CREATE INDEX IF NOT EXISTS posts_feed ON posts (page, created, number);
CREATE INDEX IF NOT EXISTS posts_photo ON posts (photo) WHERE photo IS NOT NULL;

CREATE TABLE IF NOT EXISTS comments (
  number INTEGER PRIMARY KEY, post INTEGER NOT NULL, parent INTEGER, page TEXT NOT NULL,
  author TEXT, message TEXT NOT NULL, created INTEGER NOT NULL, attachment TEXT,
  anonymous INTEGER NOT NULL DEFAULT 0, readable INTEGER NOT NULL DEFAULT 1,
  hidden INTEGER NOT NULL DEFAULT 0, can_comment INTEGER NOT NULL DEFAULT 1,
  deleted INTEGER NOT NULL DEFAULT 0, shown_at INTEGER NOT NULL DEFAULT 0,
  via TEXT NOT NULL DEFAULT 'facebook', liked INTEGER NOT NULL DEFAULT 0, private_reply INTEGER
);
CREATE INDEX IF NOT EXISTS comments_stream ON comments (post, created, number);
CREATE INDEX IF NOT EXISTS comments_count ON comments (post, deleted, shown_at, parent);
CREATE INDEX IF NOT EXISTS comments_under ON comments (parent, created, number)
  WHERE parent IS NOT NULL;
CREATE INDEX IF NOT EXISTS comments_of_page ON comments (page, number) WHERE author IS NULL;

CREATE TABLE IF NOT EXISTS uploads (number INTEGER PRIMARY KEY, content BLOB NOT NULL);

CREATE TABLE IF NOT EXISTS conversations (
  number INTEGER PRIMARY KEY, page TEXT NOT NULL, person TEXT NOT NULL,
  updated INTEGER NOT NULL, unread INTEGER NOT NULL DEFAULT 0, UNIQUE (page, person)
);
CREATE INDEX IF NOT EXISTS conversations_newest ON conversations (page, updated, number);

CREATE TABLE IF NOT EXISTS messages (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, conversation INTEGER NOT NULL,
  outbound INTEGER NOT NULL, text TEXT NOT NULL, created INTEGER NOT NULL, metadata TEXT,
  app_id INTEGER, attachments TEXT, sticker TEXT, deleted INTEGER NOT NULL DEFAULT 0,
  shown_at INTEGER NOT NULL DEFAULT 0, tag TEXT, reply_to TEXT, edits INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS messages_newest ON messages (conversation, created, number);
