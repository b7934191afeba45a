#!/usr/bin/env node
// What `bin` starts. In words that Node 12 understands, so that one that is too old can say so; it loads nothing before that.
const needed = [22, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    `chaos-runner needs Node.js ${needed.join('.')} or newer, and ${process.execPath} is ${process.versions.node}.`,
  );
  process.exitCode = 64;
} else {
  import('./main.mjs');
}
