-- What the image runs once, when it has made the server: a user for the bot, who owns its database and no more.
CREATE ROLE cabinet LOGIN;
CREATE DATABASE cabinet OWNER cabinet TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
