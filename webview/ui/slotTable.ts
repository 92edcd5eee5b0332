// The selected cluster as a table: both words of each slot, decoded. Only the rows in view are in the page.
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { PanelCell, PanelRow } from '../../core/protocol/panelParts';
import type { PanelTable } from '../../core/protocol/panelStateShape';
import { CHANGED_MEANING, KIND_LOOKS } from './kinds';
import { isWatched, type Breakpoints } from './watched';

export type TableName = 'swap_table' | 'virtual_table';
export type RowFilter = 'used' | 'changed' | 'all';

/** CSS pixels; a narrow table has two lines a row and no heading. */
const ROW_HEIGHT = { wide: 20, narrow: 38 };
/** Below this width, which all columns need, a row takes two lines. */
const COLUMNS_NEED = { virtual: 730, physical: 500 };
const OVERSCAN = 6;

const FREE_CELL: PanelCell = { word: '0x0000000000000000', kind: 'NULL', flags: '', payload: '', before: undefined };
const FREE_VIRTUAL: PanelCell = { ...FREE_CELL, kind: 'NONE' };

export class SlotTable extends LitElement {
  static override properties: PropertyDeclarations = {
    table: { attribute: false },
    slotOffset: { attribute: false },
    tableName: { attribute: false },
    filter: { attribute: false },
    watched: { attribute: false },
  };
  declare table: PanelTable | undefined;
  declare slotOffset: number | undefined;
  /** Which word of the selected slot is the selected one. */
  declare tableName: TableName | undefined;
  declare filter: RowFilter;
  /** Words that swap breakpoints watch. */
  declare watched: Breakpoints['watched'];
  declare onSelect: (offset: number, table: TableName) => void;

  #rows: readonly PanelRow[] = [];
  #shown = '';
  #observer: ResizeObserver | undefined;

  /** Styles are the page's own. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(() => this.requestUpdate());
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    this.#observer?.disconnect();
    super.disconnectedCallback();
  }

  override render(): TemplateResult {
    const { table } = this;
    this.#rows = table === undefined ? [] : rowsOf(table, this.filter);
    const scroll = this.querySelector<HTMLElement>('.rows');
    const first = Math.max(0, Math.floor((scroll?.scrollTop ?? 0) / this.#rowHeight) - OVERSCAN);
    const count = Math.ceil((scroll?.clientHeight || 400) / this.#rowHeight) + 2 * OVERSCAN;
    const isVirtual = table?.isVirtual === true;
    const selected = this.#selectedIndex();
    // The rows come and go while scrolling, so focus stays on the grid and the current cell is named by aria-activedescendant.
    return html`<div
      class="rows ${isVirtual ? 'virtual' : 'physical'} ${this.#isNarrow ? 'narrow' : ''}"
      role="grid"
      tabindex="0"
      aria-label="slots of cluster ${table?.cluster ?? ''} of ${table?.deviceName ?? ''}"
      aria-rowcount=${this.#rows.length + 1}
      aria-activedescendant=${selected === undefined ? nothing : `cell-${this.slotOffset ?? 0}-${this.tableName ?? 'swap_table'}`}
      @scroll=${() => this.requestUpdate()}
      @keydown=${(event: KeyboardEvent) => this.#pressed(event)}
    >
      ${heading(isVirtual)}
      <div class="rows-height" role="presentation"></div>
      ${this.#rows.slice(first, first + count).map((row, i) => this.#row(row, first + i))}
      ${this.#rows.length === 0 ? html`<div class="empty">${emptyText(this.filter)}</div>` : nothing}
    </div>`;
  }

  protected override updated(): void {
    const scroll = this.querySelector<HTMLElement>('.rows');
    const height = this.querySelector<HTMLElement>('.rows-height');
    if (scroll === null || height === null) return;
    height.style.height = `${this.#rows.length * this.#rowHeight}px`;
    for (const row of this.querySelectorAll<HTMLElement>('[data-position]'))
      row.style.top = `${Number(row.dataset['position']) * this.#rowHeight + this.#headingHeight}px`;
    this.#revealSelected(scroll);
  }

  /** Once per selection: scrolling away from the selected row afterwards is the person's right. */
  #revealSelected(scroll: HTMLElement): void {
    const selection = `${this.table?.device ?? ''}:${this.slotOffset ?? ''}:${this.filter}`;
    if (selection === this.#shown) return;
    this.#shown = selection;
    const index = this.#selectedIndex();
    if (index === undefined) return;
    const top = index * this.#rowHeight;
    const room = scroll.clientHeight - this.#headingHeight;
    if (top >= scroll.scrollTop && top + this.#rowHeight <= scroll.scrollTop + room) return;
    scroll.scrollTop = Math.max(0, top - Math.floor(room / 2));
    this.requestUpdate();
  }

  get #isNarrow(): boolean {
    return (
      this.clientWidth > 0 && this.clientWidth < COLUMNS_NEED[this.table?.isVirtual === true ? 'virtual' : 'physical']
    );
  }

  get #rowHeight(): number {
    return this.#isNarrow ? ROW_HEIGHT.narrow : ROW_HEIGHT.wide;
  }

  get #headingHeight(): number {
    return this.#isNarrow ? 0 : ROW_HEIGHT.wide;
  }

  #selectedIndex(): number | undefined {
    const index = this.#rows.findIndex(({ offset }) => offset === this.slotOffset);
    return index < 0 ? undefined : index;
  }

  #row(row: PanelRow, position: number): TemplateResult {
    const isSelected = row.offset === this.slotOffset;
    return html`<div
      class="row ${isSelected ? 'selected' : ''}"
      role="row"
      aria-rowindex=${position + 2}
      aria-selected=${isSelected}
      data-position=${position}
    >
      <span class="slot" role="rowheader"
        ><i class="kind ${row.kind}" title=${KIND_LOOKS[row.kind].meaning}>${KIND_LOOKS[row.kind].glyph || '\u00b7'}</i
        >${row.offset}</span
      >
      ${this.#word(row, row.swap, 'swap_table')}
      <span role="gridcell" class="count" title="references, the extend table included">${row.count ?? '-'}</span>
      <span role="gridcell" class="flags">${row.swap.flags}</span>
      <span role="gridcell" class="payload swap-payload" title=${row.swap.payload}>${row.swap.payload}</span>
      ${
        this.table?.isVirtual === true
          ? html`${this.#word(row, row.virtual ?? FREE_VIRTUAL, 'virtual_table')}
              <span role="gridcell" class="payload" title=${row.virtual?.payload ?? ''}
                >${row.virtual?.payload ?? ''}</span
              >`
          : nothing
      }
      <span role="gridcell" class="memcg" title="memcg private id charged">${row.memcg === 0 ? '' : row.memcg}</span>
    </div>`;
  }

  #word(row: PanelRow, cell: PanelCell, table: TableName): TemplateResult {
    const isSelected = row.offset === this.slotOffset && this.tableName === table;
    const change = cell.before === undefined ? '' : `${CHANGED_MEANING}: was ${cell.before}`;
    const isBroken = this.#isWatched(row.offset, table);
    const mark = isBroken ? 'a swap breakpoint watches it' : '';
    return html`<span
        role="gridcell"
        id="cell-${row.offset}-${table}"
        class="word ${table === 'virtual_table' ? 'virtual-word' : ''} ${isSelected ? 'current' : ''} ${cell.before === undefined ? '' : 'changed'} ${isBroken ? 'watched' : ''}"
        aria-label="${table} word ${cell.word} ${cell.kind} ${change} ${mark}"
        title=${[change, mark].filter((part) => part !== '').join('; ') || `${table} word`}
        @click=${() => this.onSelect(row.offset, table)}
        >${cell.word}</span
      ><span role="gridcell" class="kind-name ${table === 'virtual_table' ? 'virtual-kind' : ''}">${cell.kind}</span>`;
  }

  #isWatched(offset: number, name: TableName): boolean {
    const start = name === 'swap_table' ? this.table?.swapTableAt : this.table?.virtualTableAt;
    if (start === undefined || this.watched.length === 0) return false;
    return isWatched(this.watched, BigInt(start) + BigInt(8 * (offset - (this.table?.firstSlot ?? 0))));
  }

  #pressed(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((this.querySelector('.rows')?.clientHeight ?? 200) / this.#rowHeight) - 2);
    const last = this.#rows.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -last,
      End: last,
    };
    const table = this.tableName ?? 'swap_table';
    const move = moves[event.key];
    const index = this.#selectedIndex();
    if (move !== undefined) {
      event.preventDefault();
      const row = this.#rows[index === undefined ? 0 : Math.max(0, Math.min(last, index + move))];
      if (row !== undefined) this.onSelect(row.offset, table);
    } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      const other: TableName =
        event.key === 'ArrowRight' && this.table?.isVirtual === true ? 'virtual_table' : 'swap_table';
      if (this.slotOffset !== undefined) this.onSelect(this.slotOffset, other);
    }
  }
}

customElements.define('vswap-slot-table', SlotTable);

function rowsOf(table: PanelTable, filter: RowFilter): readonly PanelRow[] {
  const isChanged = (row: PanelRow): boolean => row.swap.before !== undefined || row.virtual?.before !== undefined;
  if (filter === 'used') return table.rows;
  if (filter === 'changed') return table.rows.filter(isChanged);
  const listed = new Map(table.rows.map((row) => [row.offset, row]));
  return Array.from({ length: table.slots }, (_, i) => listed.get(table.firstSlot + i) ?? freeRow(table.firstSlot + i));
}

const freeRow = (offset: number): PanelRow => ({
  offset,
  kind: 'free',
  cached: false,
  count: 0,
  memcg: 0,
  swap: FREE_CELL,
  virtual: undefined,
});

function emptyText(filter: RowFilter): string {
  switch (filter) {
    case 'used':
      return 'Every slot of this cluster is free.';
    case 'changed':
      return 'No word of this cluster changed since the last stop.';
    case 'all':
      return 'This cluster has no slots.';
  }
}

function heading(isVirtual: boolean): TemplateResult {
  return html`<div class="row heading" role="row" aria-rowindex="1">
    <span role="columnheader">slot</span><span role="columnheader">swap_table</span
    ><span role="columnheader">kind</span> <span role="columnheader" class="count">cnt</span
    ><span role="columnheader" title="Z zero-filled, C cache-only, W workingset">fl</span
    ><span role="columnheader">payload</span>
    ${isVirtual ? html`<span role="columnheader">virtual_table</span><span role="columnheader">tag</span><span role="columnheader">payload</span>` : nothing}
    <span role="columnheader" class="memcg" title="memcg private id charged">memcg</span>
  </div>`;
}
