// A page's way through the tables, one hop a line on a rail, closed by the reverse map: it names the slot we came from, or it does not.
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelHop } from '../../core/protocol/panelParts';
import type { PanelResolution } from '../../core/protocol/panelStateShape';
import { dropdown } from './controls';
import { moveFocus } from './roving';
import { selecting, type View } from './view';

export function resolution(view: View): TemplateResult {
  const { resolution: found } = view.state;
  return html`<section class="resolution" aria-label="page resolution">
    <div class="bar">
      <h2>Page</h2>
      ${picker(view, found)}
      ${found === undefined ? nothing : html`<span class="state ${found.state}">${found.state}${found.device === undefined ? '' : ` on ${found.device}`}</span><code class="dim address">${found.address}</code>`}
    </div>
    ${
      found === undefined
        ? html`<p class="empty">No page is mapped at this moment.</p>`
        : found.hops.length === 0
          ? html`<p class="empty">Never touched: no page table entry.</p>`
          : html`<ol class="hops" @keydown=${(event: KeyboardEvent) => moveFocus(event, 'button.hop')}>
              ${found.hops.map((hop, i) => hopCard(view, hop, i, found.hops))}
            </ol>`
    }
  </section>`;
}

function picker({ state, post }: View, found: PanelResolution | undefined): TemplateResult {
  const areas = state.tasks.flatMap((task) =>
    task.areas.map((area) => ({ task: task.name, area: area.name, pages: area.pages })),
  );
  const current = found === undefined ? '' : `${found.page.task}.${found.page.area}`;
  const choices = areas.map(({ task, area, pages }) => ({
    value: `${task}.${area}`,
    label: `${task}.${area} (${pages} pages)`,
  }));
  const pages = areas.find(({ task, area }) => `${task}.${area}` === current)?.pages ?? 0;
  const page = found?.page.page ?? 0;
  const go = (task: string, area: string, to: number): void =>
    post({ kind: 'selectPage', page: { task, area, page: to } });
  const chooseArea = (value: string): void => {
    const area = areas.find((one) => `${one.task}.${one.area}` === value);
    if (area !== undefined) go(area.task, area.area, Math.min(page, area.pages - 1));
  };
  const step = (by: number): void => {
    if (found !== undefined) go(found.page.task, found.page.area, Math.max(0, Math.min(pages - 1, page + by)));
  };
  return html`${dropdown('Task and area', choices, current, chooseArea)}
    <span class="page-number" role="group" aria-label="page number">
      <button
        class="tool"
        title="Previous page"
        aria-label="Previous page"
        ?disabled=${page <= 0}
        @click=${() => step(-1)}
      >
        ‹
      </button>
      <code>[${page}]</code>
      <button
        class="tool"
        title="Next page"
        aria-label="Next page"
        ?disabled=${page >= pages - 1}
        @click=${() => step(1)}
      >
        ›
      </button>
    </span>`;
}

function hopCard(view: View, hop: PanelHop, position: number, hops: readonly PanelHop[]): TemplateResult {
  const { target } = hop;
  const isClosing = hop.kind === 'reverseMap';
  const mark =
    hop.agrees === undefined
      ? nothing
      : hop.agrees
        ? html`<span class="agrees">✔ agrees</span>`
        : html`<span class="disagrees">✘ disagrees</span>`;
  const stop = hops.findIndex((one) => one.selected);
  const inside = html`<span class="title">${hop.title}</span><code class="place">${hop.place}</code>
    ${hop.word === undefined || isClosing ? nothing : html`<code class="word ${hop.changed ? 'changed' : ''}" title=${hop.changed ? 'changed since the last stop' : ''}>${hop.word}</code>`}
    ${isClosing ? mark : html`<span class="kind-name">${hop.wordKind}</span>`}
    <span class="detail">${hop.detail}</span>`;
  return html`<li class="${hop.kind} ${hop.selected ? 'selected' : ''} ${isClosing ? 'closing' : ''}">
    <span class="rail" aria-hidden="true"></span>
    ${
      target === undefined
        ? html`<div class="hop">${inside}</div>`
        : html`<button
            class="hop"
            tabindex=${position === Math.max(0, stop) ? 0 : -1}
            aria-current=${hop.selected ? 'true' : 'false'}
            @click=${() => view.post(selecting(target))}
          >
            ${inside}
          </button>`
    }
  </li>`;
}
