// Map of a device's clusters: one tile per cluster, its 512 slots as a texture, number, list and count written below. Only what is in view is drawn.
import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { PanelMap, PanelTile } from '../../core/protocol/panelStateShape';
import { decodeRuns } from '../../core/protocol/slotRuns';
import { CanvasElement } from './canvasElement';
import { listText } from './kinds';
import { readPalette, type Palette } from './palette';
import { kindColours, paintBlocks, prepare } from './slotPainter';

const SLOTS = 512;
const TEXTURE = { columns: 32, width: 96, height: 32 };
/** CSS pixels; the rest is scrolled. */
const MOST_HEIGHT = 3 * (TEXTURE.height + 22);
const TILE = { width: TEXTURE.width + 12, height: TEXTURE.height + 22 };

export class ClusterMap extends CanvasElement {
  static override properties: PropertyDeclarations = { map: { attribute: false }, deviceName: { attribute: false } };
  declare map: PanelMap | undefined;
  declare deviceName: string;
  declare onSelect: (cluster: number) => void;
  declare onLook: (first: number, count: number) => void;

  #asked = '';
  #shownSelection = '';

  override render(): TemplateResult {
    const selected = this.#selectedTile();
    return html`<div class="map-scroll" @scroll=${() => this.#scrolled()}>
      <div class="map-height"></div>
      <canvas
        tabindex="0"
        role="listbox"
        aria-label="clusters of ${this.deviceName}"
        aria-activedescendant="map-current"
        @click=${(event: MouseEvent) => this.#clicked(event)}
        @mousemove=${(event: MouseEvent) => this.#hovered(event)}
        @mouseleave=${() => this.hideTooltip()}
        @keydown=${(event: KeyboardEvent) => this.#pressed(event)}
      >
        <div id="map-current" role="option" aria-selected="true">
          ${selected === undefined ? 'no cluster selected' : this.#describe(selected)}
        </div>
      </canvas>
    </div>`;
  }

  protected override updated(): void {
    const { map } = this;
    const scroll = this.#scroll;
    if (map === undefined || scroll === undefined) return;
    const height = this.querySelector<HTMLElement>('.map-height');
    const wanted = Math.ceil(map.total / this.#columns) * TILE.height;
    if (height !== null) height.style.height = `${wanted}px`;
    scroll.style.height = `${Math.min(MOST_HEIGHT, wanted)}px`;
    const selection = `${map.device}:${map.selected ?? ''}`;
    if (selection !== this.#shownSelection && map.selected !== undefined) this.#reveal(map.selected);
    this.#shownSelection = selection;
    this.#ask();
    super.updated();
  }

  get #scroll(): HTMLElement | undefined {
    return this.querySelector<HTMLElement>('.map-scroll') ?? undefined;
  }

  get #columns(): number {
    return Math.max(1, Math.floor((this.#scroll?.clientWidth ?? TILE.width) / TILE.width));
  }

  #selectedTile(): PanelTile | undefined {
    return this.map?.selected === undefined ? undefined : this.#tile(this.map.selected);
  }

  #tile(position: number): PanelTile | undefined {
    return this.map?.tiles[position - this.map.first];
  }

  #describe({ cluster, list, order, count, changed }: PanelTile): string {
    const change = changed === 0 ? '' : `, ${changed} changed`;
    return `cluster ${cluster}: ${listText(list, order)}, order ${order}, ${count} of ${SLOTS} slots in use${change}`;
  }

  #reveal(position: number): void {
    const scroll = this.#scroll;
    if (scroll === undefined) return;
    const top = Math.floor(position / this.#columns) * TILE.height;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    else if (top + TILE.height > scroll.scrollTop + scroll.clientHeight)
      scroll.scrollTop = top + TILE.height - scroll.clientHeight;
  }

  #scrolled(): void {
    this.#ask();
    this.paint();
  }

  /** Tiles in view, whole rows. */
  #view(): { readonly first: number; readonly count: number } {
    const scroll = this.#scroll;
    const row = Math.floor((scroll?.scrollTop ?? 0) / TILE.height);
    const rows = Math.ceil((scroll?.clientHeight ?? 0) / TILE.height) + 1;
    return { first: row * this.#columns, count: Math.max(1, Math.min(512, rows * this.#columns)) };
  }

  /** Asks for tiles in view that the state does not have, once. */
  #ask(): void {
    const { map } = this;
    if (map === undefined) return;
    const { first, count } = this.#view();
    const last = Math.min(map.total, first + count);
    const key = `${map.device} ${first} ${count}`;
    if ((first >= map.first && last <= map.first + map.tiles.length) || key === this.#asked) return;
    this.#asked = key;
    this.onLook(first, count);
  }

  protected override paint(): void {
    const { canvas, map } = this;
    const scroll = this.#scroll;
    if (canvas === undefined || map === undefined || scroll === undefined) return;
    const context = prepare(canvas, scroll.clientWidth, scroll.clientHeight);
    if (context === undefined) return;
    const palette = readPalette();
    const colours = kindColours(palette);
    const { first, count } = this.#view();
    context.textBaseline = 'alphabetic';
    for (let position = first; position < Math.min(map.total, first + count); position++)
      this.#paintTile(context, position, colours, palette, scroll.scrollTop);
  }

  #paintTile(
    context: CanvasRenderingContext2D,
    position: number,
    colours: readonly (string | undefined)[],
    palette: Palette,
    scrollTop: number,
  ): void {
    const x = (position % this.#columns) * TILE.width + 3;
    const y = Math.floor(position / this.#columns) * TILE.height - scrollTop + 3;
    const tile = this.#tile(position);
    const isSelected = position === this.map?.selected;
    context.strokeStyle = isSelected ? palette.focus : palette.border;
    context.lineWidth = isSelected ? 2 : 1;
    context.setLineDash(tile === undefined || tile.list === 'free' ? [2, 2] : []);
    context.strokeRect(x - 0.5, y - 0.5, TEXTURE.width + 1, TEXTURE.height + 1);
    context.setLineDash([]);
    if (tile === undefined) return;
    paintBlocks(
      context,
      x,
      y,
      TEXTURE.width / TEXTURE.columns,
      TEXTURE.height / (SLOTS / TEXTURE.columns),
      TEXTURE.columns,
      decodeRuns(tile.runs, SLOTS),
      colours,
      palette,
    );
    context.font = `${isSelected ? 'bold ' : ''}10px ${palette.font}`;
    context.fillStyle = isSelected || tile.changed > 0 ? palette.foreground : palette.dim;
    context.textAlign = 'left';
    context.fillText(
      `${tile.changed > 0 ? '\u0394' : ''}${tile.cluster} ${listText(tile.list, tile.order)}`,
      x,
      y + TEXTURE.height + 11,
      TEXTURE.width - 22,
    );
    context.textAlign = 'right';
    context.fillText(String(tile.count), x + TEXTURE.width, y + TEXTURE.height + 11);
  }

  #positionAt(event: MouseEvent): number | undefined {
    const { x, y } = this.pointAt(event);
    const column = Math.floor(x / TILE.width);
    if (column < 0 || column >= this.#columns) return undefined;
    const position = Math.floor((y + (this.#scroll?.scrollTop ?? 0)) / TILE.height) * this.#columns + column;
    return position < (this.map?.total ?? 0) ? position : undefined;
  }

  #clicked(event: MouseEvent): void {
    this.#select(this.#positionAt(event));
  }

  #select(position: number | undefined): void {
    const { map } = this;
    if (position === undefined || map === undefined) return;
    const tile = this.#tile(position);
    if (tile !== undefined) this.onSelect(tile.cluster);
    else this.#reveal(position);
  }

  #hovered(event: MouseEvent): void {
    const position = this.#positionAt(event);
    const tile = position === undefined ? undefined : this.#tile(position);
    if (tile === undefined) this.hideTooltip();
    else this.showTooltip(event, this.#describe(tile));
  }

  #pressed(event: KeyboardEvent): void {
    const { map } = this;
    if (map === undefined) return;
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: this.#columns,
      ArrowUp: -this.#columns,
      Home: -map.total,
      End: map.total,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    this.#select(Math.max(0, Math.min(map.total - 1, (map.selected ?? 0) + move)));
  }
}

customElements.define('vswap-cluster-map', ClusterMap);
