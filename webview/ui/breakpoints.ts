// The swap breakpoints, as in their tree in the editor's side bar: each with a switch and a way to remove it.
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelBreakpoint } from '../../core/protocol/panel';
import { checkbox } from './controls';
import type { View } from './view';

export function breakpoints(view: View): TemplateResult {
  const { all } = view.breakpoints;
  return html`<section class="breakpoints" aria-label="swap breakpoints">
    <div class="bar">
      <h2>Breakpoints</h2>
      ${all.length === 0 ? html`<span class="dim">none: “Break on change” sets one on the selected word</span>` : nothing}
    </div>
    ${
      all.length === 0
        ? nothing
        : html`<ul>
            ${all.map((one, position) => row(view, one, position))}
          </ul>`
    }
  </section>`;
}

function row({ post }: View, one: PanelBreakpoint, position: number): TemplateResult {
  return html`<li class=${one.hit ? 'hit' : ''}>
    ${checkbox('', one.enabled, (enabled) => post({ kind: 'enableBreakpoint', position, enabled }), `Break on ${one.place}`)}
    <span class="what"
      ><code>${one.place}</code>
      <span class="dim">${one.terms}</span>${one.hit ? html` <b>▶ stopped here</b>` : nothing}${
        one.problem === undefined ? nothing : html`<br /><span class="problem">⚠ ${one.problem}</span>`
      }</span
    >
    <button
      class="tool"
      title="Remove"
      aria-label="Remove the breakpoint on ${one.place}"
      @click=${() => post({ kind: 'removeBreakpoint', position })}
    >
      ✕
    </button>
  </li>`;
}
