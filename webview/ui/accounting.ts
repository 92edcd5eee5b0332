// What swapping costs: bytes of metadata by kernel structure, and the kernel's counters, each with its change since the last stop.
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelFigure, PanelStructure } from '../../core/protocol/panelStateShape';
import { checkbox, tabs } from './controls';
import type { View, ViewChoices } from './view';

export function accounting({ state, choices, choose }: View): TemplateResult {
  const views = [
    { id: 'structures', label: 'Bytes by structure', content: structures(state.structures) },
    {
      id: 'counters',
      label: 'Counters',
      content: counters(state.counters, choices, (zeroCounters) => choose({ zeroCounters })),
    },
  ];
  return html`<section class="accounting" aria-label="accounting">
    ${tabs('accounting', views, choices.accounting, (id) => choose({ accounting: id === 'counters' ? 'counters' : 'structures' }))}
  </section>`;
}

function structures(list: readonly PanelStructure[]): TemplateResult {
  const total = list.reduce((sum, { bytes }) => sum + bytes, 0);
  const before = list.reduce((sum, { bytes, bytesBefore }) => sum + (bytesBefore ?? bytes), 0);
  return html`<table class="figures">
    <thead>
      <tr>
        <th scope="col">structure</th>
        <th scope="col">objects</th>
        <th scope="col">bytes</th>
        <th scope="col">Δ</th>
      </tr>
    </thead>
    <tbody>
      ${list.map(
        ({ name, objects, bytes, bytesBefore }) =>
          html`<tr class=${objects === 0 && bytesBefore === undefined ? 'dim' : ''}>
            <th scope="row"><code>${name}</code></th>
            <td>${objects}</td>
            <td>${grouped(bytes)}</td>
            <td class=${bytesBefore === undefined ? '' : 'changed'}>${change(bytes, bytesBefore)}</td>
          </tr>`,
      )}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">total</th>
        <td></td>
        <td>${grouped(total)}</td>
        <td>${change(total, before === total ? undefined : before)}</td>
      </tr>
    </tfoot>
  </table>`;
}

function counters(
  list: readonly PanelFigure[],
  choices: ViewChoices,
  chooseZero: (shown: boolean) => void,
): TemplateResult {
  const shown = choices.zeroCounters ? list : list.filter(({ value, before }) => value !== 0 || before !== undefined);
  return html`<div>
    ${checkbox('show zero counters', choices.zeroCounters, chooseZero)}
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">counter</th>
          <th scope="col">value</th>
          <th scope="col">Δ</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          ({ name, value, before }) =>
            html`<tr>
              <th scope="row"><code>${name}</code></th>
              <td>${value === undefined ? 'max' : grouped(value)}</td>
              <td class=${before === undefined ? '' : 'changed'}>
                ${value === undefined ? '' : change(value, before)}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${shown.length === 0 ? html`<p class="empty">Every counter is zero.</p>` : nothing}
  </div>`;
}

/** Thin spaces between thousands: the same in every language. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, '\u2009');

function change(now: number, before: number | undefined): string {
  if (before === undefined) return '';
  return now > before ? `+${grouped(now - before)}` : `\u2212${grouped(before - now)}`;
}
