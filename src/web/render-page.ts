import { Html, html } from '../build-pack/html.ts';
import { packFileNames } from '../build-pack/pack-file-names.ts';
import { drawPictures } from '../build-pack/pictures/draw-pictures.ts';
import { renderHtml, titleOfPack } from '../build-pack/render-html.ts';
import { sayDay } from '../build-pack/say-pack.ts';
import type { SharedPack } from '../turns/sharing/open-shared-pack.ts';
import { phraseToText } from '../workshop/phrase.ts';
import { pageStyle } from './page-style.ts';

const person = (name: string) => name;

/** The whole page of a shared pack. `base`: its own path, below which its files are. */
export function renderSharedPage({ pack, showsNames, expiresAt, moved, links }: SharedPack, base: string): string {
  const pictures = drawPictures(pack).map(({ svg, ...picture }) => ({
    ...picture,
    src: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
  }));
  const until = sayDay(expiresAt.toISOString());
  const names = showsNames ? undefined : html` The people in it are not named: each is “a participant”.`;
  const since = moved ? html`<p><strong>${phraseToText(moved)}</strong> You see it as it stood.</p>` : undefined;
  const files = [
    ['PDF', packFileNames.pdf],
    ['Markdown', packFileNames.markdown],
    ['JSON', packFileNames.json],
  ].map(([label, name], index) => html`${index > 0 ? ' · ' : ''}<a href="${base}/${name}" download>${label}</a>`);
  const notice = html`<div class="notice">${since}<p>Shared with you until ${until}.${names} The small numbers lead to the messages in Slack that a line rests on, and open only with an account there.</p><p>To keep: ${files}</p></div>`;
  const body = html`<div class="page">${renderHtml(pack, { person, ...links, pictures, notice })}<footer><p>Made by Workshop Pilot from what the team said and decided. Nothing in it is invented: what nobody said is marked as an assumption.</p></footer></div>`;
  return renderShell(titleOfPack(pack, { person }), body);
}

/** A page that says one thing. */
export function renderSentence(title: string, sentence: string): string {
  return renderShell(title, html`<main class="alone"><h1>${title}</h1><p>${sentence}</p></main>`);
}

function renderShell(title: string, body: Html): string {
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Html(pageStyle)}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return markup;
}
