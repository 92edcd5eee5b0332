// Swap devices, vswap included: use, priority, flags; choosing one shows its clusters.
import { html, type TemplateResult } from 'lit';
import type { PanelDevice } from '../../core/protocol/panelStateShape';
import { moveFocus } from './roving';
import type { View } from './view';

export function devices({ state, post }: View): TemplateResult {
  if (state.devices.length === 0)
    return html`<section aria-label="swap devices">
      <div class="bar"><h2>Devices</h2></div>
      <p class="empty">No swap device is on at this moment.</p>
    </section>`;
  const selected = Math.max(
    0,
    state.devices.findIndex(({ type }) => type === state.selectedDevice),
  );
  return html`<section class="devices" aria-label="swap devices">
    <div class="bar"><h2>Devices</h2></div>
    <div
      role="listbox"
      aria-label="swap devices"
      @keydown=${(event: KeyboardEvent) => moveFocus(event, '[role=option]')}
    >
      ${state.devices.map((device, i) => deviceRow(device, i === selected, () => post({ kind: 'selectDevice', type: device.type })))}
    </div>
  </section>`;
}

function deviceRow(device: PanelDevice, isSelected: boolean, select: () => void): TemplateResult {
  return html`<button
    class="device ${isSelected ? 'selected' : ''}"
    role="option"
    aria-selected=${isSelected}
    tabindex=${isSelected ? 0 : -1}
    @click=${select}
    title=${device.flags}
  >
    <b>${device.name}</b><span class="dim">type ${device.type}</span>
    <span>${device.inUse} of ${device.kind === 'vswap' ? sizeText(device.pages) : device.pages} slots</span>
    <span class="dim">${device.kind === 'vswap' ? 'virtual' : `prio ${device.priority}`}</span>
    <span class="dim flags">${device.flags}</span>
  </button>`;
}

/** The virtual device has billions of slots, of which nobody wants each digit. */
function sizeText(slots: number): string {
  return slots < 1e9 ? String(slots) : `${(slots / 1e9).toFixed(1)}\u00d710\u2079`;
}
