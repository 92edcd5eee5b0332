// The clusters of the selected device: map, legend, the selected cluster's slots and table.
import { html, nothing, type TemplateResult } from 'lit';
import { SLOT_KINDS, type SlotKind } from '../../core/protocol/slotRuns';
import type { PanelTable } from '../../core/protocol/panelStateShape';
import './clusterMap';
import { dropdown } from './controls';
import { CACHED_MEANING, CHANGED_MEANING, KIND_LOOKS, listText } from './kinds';
import './slotGrid';
import './slotTable';
import type { RowFilter, TableName } from './slotTable';
import type { View } from './view';

export function clusterMap({ state, post }: View): TemplateResult | typeof nothing {
  const { map } = state;
  if (map === undefined) return nothing;
  const device = state.devices.find(({ type }) => type === map.device);
  return html`<section class="clusters" aria-label="clusters">
    <div class="bar">
      <h2>Clusters</h2>
      <span class="dim">${device?.name ?? ''}: ${map.total}${device?.kind === 'vswap' ? ' live' : ''}</span>
    </div>
    <vswap-cluster-map
      .map=${map}
      .deviceName=${device?.name ?? ''}
      .onSelect=${(cluster: number) => post({ kind: 'selectCluster', type: map.device, cluster })}
      .onLook=${(first: number, count: number) => post({ kind: 'look', first, count })}
    ></vswap-cluster-map>
  </section>`;
}

export function cluster(view: View): TemplateResult | typeof nothing {
  const { state, breakpoints, post, choices, choose } = view;
  const { table } = state;
  if (table === undefined) return nothing;
  const select = (offset: number, name: TableName): void =>
    post({ kind: 'selectSlot', type: table.device, offset, table: name });
  const shown: TableName | undefined =
    state.word?.format === 'virtual_table'
      ? 'virtual_table'
      : state.word?.format === 'swap_table'
        ? 'swap_table'
        : undefined;
  const chooseFilter = (value: string): void => {
    const filter = FILTERS.find((one) => one.value === value)?.value;
    if (filter !== undefined) choose({ filter });
  };
  return html`<section class="cluster" aria-label="cluster ${table.cluster}">
    <div class="bar">
      <h2>Cluster ${table.cluster}</h2>
      <span>${table.deviceName}:${table.firstSlot}..${table.firstSlot + Math.max(0, table.slots - 1)}</span>
      <span>${listText(table.list, table.order)}</span><span>count ${table.count}</span>
      ${table.changed > 0 ? html`<b>Δ ${table.changed}</b>` : nothing}
      ${dropdown('Rows', FILTERS, choices.filter, chooseFilter)}
    </div>
    ${addresses(table)}
    <vswap-slot-grid
      .table=${table}
      .slotOffset=${state.selectedSlot}
      .onSelect=${(offset: number) => select(offset, shown ?? 'swap_table')}
    ></vswap-slot-grid>
    ${legend(table)}
    <vswap-slot-table
      .table=${table}
      .slotOffset=${state.selectedSlot}
      .tableName=${shown}
      .filter=${choices.filter}
      .watched=${breakpoints.watched}
      .onSelect=${select}
    ></vswap-slot-table>
  </section>`;
}

const FILTERS: readonly { readonly value: RowFilter; readonly label: string }[] = [
  { value: 'used', label: 'used slots' },
  { value: 'changed', label: 'changed slots' },
  { value: 'all', label: 'all 512 slots' },
];

function addresses(table: PanelTable): TemplateResult {
  const of = (name: string, at: string | undefined): TemplateResult =>
    html`<span>${name} <code>${at ?? 'not allocated'}</code></span>`;
  return html`<p class="addresses dim">
    ${of(table.isVirtual ? 'ci_dyn' : 'ci', table.at)} ${of('table', table.swapTableAt)}
    ${table.isVirtual ? of('virtual_table', table.virtualTableAt) : nothing}
  </p>`;
}

const VIRTUAL_KINDS: readonly SlotKind[] = ['folio', 'zero', 'zswap', 'phys', 'bad', 'lost', 'invalid'];
const PHYSICAL_KINDS: readonly SlotKind[] = ['slot', 'zero', 'pointer', 'cacheOnly', 'bad', 'invalid'];

/** The kinds that this device can hold: the usual ones always, trouble only when it is there. */
function legend(table: PanelTable): TemplateResult {
  const present = new Set(table.rows.map(({ kind }) => kind));
  const possible = table.isVirtual ? VIRTUAL_KINDS : PHYSICAL_KINDS;
  const rare = new Set<SlotKind>(['lost', 'invalid', 'bad', 'cacheOnly']);
  const kinds = SLOT_KINDS.filter((kind) => present.has(kind) || (possible.includes(kind) && !rare.has(kind)));
  return html`<ul class="legend" aria-label="legend">
    ${kinds.filter((kind) => kind !== 'free').map((kind) => html`<li title=${KIND_LOOKS[kind].meaning}><i class="kind ${kind}">${KIND_LOOKS[kind].glyph}</i>${SHORT[kind]}</li>`)}
    <li title=${CACHED_MEANING}><i class="kind cached"></i>cached</li>
    <li title=${CHANGED_MEANING}><i class="kind changed"></i>changed</li>
  </ul>`;
}

const SHORT: Readonly<Record<SlotKind, string>> = {
  free: 'free',
  slot: 'swapped out',
  folio: 'folio',
  zero: 'zero',
  zswap: 'zswap',
  phys: 'physical',
  pointer: 'reverse map',
  cacheOnly: 'cache-only',
  bad: 'bad',
  lost: 'LOST',
  invalid: 'invalid',
};
