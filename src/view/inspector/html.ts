import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { AuditRecord } from '../../model/progress/record.ts';
import { xmlText } from '../xml.ts';
import type { FeedState } from './feed.ts';
import type { PageFiles } from './page-files.ts';

const common = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'";

/** What a served page may do: its own script and style sheet, its own events, nothing else. */
export const servedPolicy = `${common}; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'`;

const page = (title: string, head: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${head}
<title>${xmlText(title)}</title>
<link rel="icon" href="data:,">
</head>
<body>
<div id="app"></div>
<noscript>This page shows a run with the help of JavaScript, which is switched off.</noscript>
${body}
</body>
</html>
`;

/** The page as it is served: script, style sheet and events are asked for from the same server. */
export const servedPage = (): string =>
  page('chaos-runner inspector', '<link rel="stylesheet" href="page.css">', '<script src="page.js"></script>');

/** `</script` would end the element that holds the script. */
const inScript = (script: string): string => script.replaceAll(/<\/(script)/gi, '<\\/$1');

const inStyle = (style: string): string => style.replaceAll(/<\/(style)/gi, '<\\/$1');

const sourceHash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * The page as one file that needs no server. Records are compressed and written in base64, so that no text of theirs is
 * part of the document; a policy allows nothing but the script and the style sheet that are in it.
 */
export const standalonePage = (
  { script, style }: PageFiles,
  state: FeedState,
  records: readonly AuditRecord[],
): string => {
  const data = gzipSync(JSON.stringify({ state: { ...state, live: false }, records }), { level: 9 }).toString('base64');
  const code = `\n${inScript(script)}\n`;
  const look = `\n${inStyle(style)}\n`;
  const policy = `${common}; script-src ${sourceHash(code)}; style-src ${sourceHash(look)}`;
  const head = `<meta http-equiv="Content-Security-Policy" content="${policy}">\n<style>${look}</style>`;
  const body = `<script type="application/gzip+base64" id="data">${data}</script>\n<script>${code}</script>`;
  return page(`chaos-runner report: ${state.origin}`, head, body);
};
