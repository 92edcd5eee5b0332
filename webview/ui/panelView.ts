// The whole panel as a function of its state.
import { html, type TemplateResult } from 'lit';
import { accounting } from './accounting';
import { bits } from './bits';
import { breakpoints } from './breakpoints';
import { cluster, clusterMap } from './clusters';
import { devices } from './devices';
import { header } from './header';
import { resolution } from './resolution';
import type { View } from './view';

export function panelView(view: View): TemplateResult {
  return html`${header(view)}
    <main>
      <div class="column">${resolution(view)} ${bits(view)} ${breakpoints(view)} ${accounting(view)}</div>
      <div class="column">${devices(view)} ${clusterMap(view)} ${cluster(view)}</div>
    </main>`;
}

/** While there is no session to follow. */
export function idleView(reason: string): TemplateResult {
  return html`<main class="idle"><p>${reason}</p></main>`;
}
