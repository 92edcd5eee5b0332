// The pages that webviews load and what they may do: one content security policy per page, written down once for the editor and for the tests.
export interface PageParts {
  /** Fresh for each page, letters and digits. */
  readonly nonce: string;
  /** Origin that the webview's own files come from. */
  readonly source: string;
  readonly script: string;
  readonly style: string;
  readonly title: string;
}

/** Nothing but the page's own script and stylesheet: no inline code or styles, no network, no images, no eval. */
export function panelPage({ nonce, script, style, title }: PageParts): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`;
  return page(policy, title, nonce, script, style, '');
}

/**
 * Monaco writes style attributes and starts its worker from a blob, so its page allows both, and is apart from the panel for that reason. A nonce in
 * style-src would switch 'unsafe-inline' off (measured: 129 violations and no colours), so there is none.
 */
export function codePage({
  nonce,
  source,
  script,
  style,
  title,
  worker,
}: PageParts & { readonly worker: string }): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'unsafe-inline'`,
    `font-src ${source}`,
    `img-src ${source} data:`,
    `worker-src blob:`,
    `connect-src ${source}`,
  ].join('; ');
  return page(policy, title, nonce, script, style, ` data-worker="${escaped(worker)}"`);
}

function page(
  policy: string,
  title: string,
  nonce: string,
  script: string,
  style: string,
  bodyAttributes: string,
): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta property="csp-nonce" content="${nonce}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escaped(title)}</title>
    <link rel="stylesheet" nonce="${nonce}" href="${escaped(style)}" />
  </head>
  <body${bodyAttributes}>
    <script nonce="${nonce}" src="${escaped(script)}"></script>
  </body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
