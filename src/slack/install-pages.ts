/** One page of the installation; nothing on it comes from the address that asked for it. */
export interface InstallPage {
  status: number;
  html: string;
}

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem;color:#1d1c1d;background:#fff}' +
  'h1{font-size:1.5rem}a.button{display:inline-block;padding:.75rem 1.5rem;border-radius:.5rem;background:#4a154b;color:#fff;' +
  'font-weight:600;text-decoration:none}a:focus-visible{outline:3px solid #1264a3;outline-offset:3px}' +
  '@media (prefers-color-scheme:dark){body{color:#f0f0f0;background:#1a1d21}a{color:#8ab4f8}}';

/** The pages run nothing and load nothing. Their address holds a code for as long as it is shown: it is neither stored nor passed on. */
export const installHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

function page(status: number, title: string, body: string): InstallPage {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · Workshop Pilot</title>`;
  return {
    status,
    html: `<!doctype html><html lang="en"><head>${head}<style>${style}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`,
  };
}

const again = '<p><a class="button" href="/slack/install">Start again</a></p>';

export function offerInstall(authorizeUrl: string): InstallPage {
  return page(
    200,
    'Workshop Pilot for Slack',
    '<p>Takes a team from a vague idea to a build pack, in ten short steps, in the threads of a channel.</p>' +
      `<p><a class="button" href="${escapeHtml(authorizeUrl)}">Add to Slack</a></p>` +
      '<p>Slack shows what the app asks for before anything happens. Messages in the threads of a workshop are stored with the workshop, ' +
      'nothing else is; when the app is removed, everything is erased.</p>',
  );
}

/** `openUrl`: where to go on in Slack. */
export function sayInstalled({ name, openUrl, isOrgWide }: { name: string; openUrl: string; isOrgWide: boolean }): InstallPage {
  const team = escapeHtml(name);
  const next = isOrgWide
    ? `<p>It is in the organisation ${team}, and in none of its workspaces yet: choose which ones.</p><p><a class="button" href="${escapeHtml(openUrl)}">Choose workspaces</a></p>`
    : `<p>It is in ${team} now. In a channel, type <b>/workshop start</b> and an idea.</p><p><a class="button" href="${escapeHtml(openUrl)}">Open Slack</a></p>`;
  return page(200, 'Workshop Pilot is installed', next);
}

export const installFailures = {
  cancelled: page(200, 'Nothing was installed', `<p>You did not let the app in. If that was not what you meant:</p>${again}`),
  'too-old': page(
    400,
    'That took too long',
    `<p>For your safety the way here is open for ten minutes only. Nothing was installed.</p>${again}`,
  ),
  'not-ours': page(
    400,
    'This is not where you started',
    `<p>An installation has to end in the browser that it began in, with cookies allowed, and it has to begin here. Nothing was installed.</p>${again}`,
  ),
  used: page(400, 'This was done already', `<p>Each way through here counts once. If the app does not answer in Slack:</p>${again}`),
  refused: page(
    502,
    'Slack said no',
    `<p>Slack did not finish the installation. Whoever runs this app finds the reason in its log.</p>${again}`,
  ),
  unreachable: page(502, 'Slack did not answer', `<p>Slack could not be reached just now. Please try again in a minute.</p>${again}`),
  broken: page(500, 'Something went wrong', `<p>Something went wrong on our side. Please try again in a minute.</p>${again}`),
} as const;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
