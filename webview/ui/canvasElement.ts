// What the two canvases share: light DOM, repainting on size and theme, a tooltip, and one focus stop whose current cell is told to screen readers.
import { LitElement } from 'lit';
import { onThemeChange } from './palette';

export abstract class CanvasElement extends LitElement {
  #observer: ResizeObserver | undefined;
  #stopWatching: (() => void) | undefined;
  #tooltip: HTMLElement | undefined;

  /** Styles are the page's own: one stylesheet, which the strict CSP allows by its nonce. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected abstract paint(): void;

  protected get canvas(): HTMLCanvasElement | undefined {
    return this.querySelector('canvas') ?? undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(() => this.requestUpdate());
    this.#observer.observe(this);
    this.#stopWatching = onThemeChange(() => this.paint());
  }

  override disconnectedCallback(): void {
    this.#observer?.disconnect();
    this.#stopWatching?.();
    this.hideTooltip();
    super.disconnectedCallback();
  }

  protected override updated(): void {
    this.paint();
  }

  /** Position relative to the canvas, in CSS pixels. */
  protected pointAt(event: MouseEvent): { readonly x: number; readonly y: number } {
    const box = this.canvas?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  }

  protected showTooltip(event: MouseEvent, text: string): void {
    this.#tooltip ??= document.body.appendChild(Object.assign(document.createElement('div'), { className: 'tooltip' }));
    this.#tooltip.setAttribute('role', 'tooltip');
    this.#tooltip.textContent = text;
    const width = this.#tooltip.offsetWidth;
    this.#tooltip.style.left = `${Math.max(4, Math.min(event.clientX + 12, window.innerWidth - width - 4))}px`;
    this.#tooltip.style.top = `${event.clientY + 16}px`;
  }

  protected hideTooltip(): void {
    this.#tooltip?.remove();
    this.#tooltip = undefined;
  }
}
