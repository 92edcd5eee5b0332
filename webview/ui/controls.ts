// Form controls of the panel. The only file that knows @vscode/webview-ui-toolkit, which is archived upstream: to change to another set, rewrite this file.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';

/** Must run before the first template is rendered. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodePanels(),
    vsCodePanelTab(),
    vsCodePanelView(),
    vsCodeTextField(),
  );
}

/** `value` of the form control that an event comes from. */
function valueOf(event: Event): string {
  const target: unknown = event.currentTarget;
  const value: unknown = typeof target === 'object' && target !== null && 'value' in target ? target.value : undefined;
  return typeof value === 'string' ? value : '';
}

export function button(
  label: string,
  onPress: () => void,
  { title = label, disabled = false, primary = false } = {},
): TemplateResult {
  return html`<vscode-button
    appearance=${primary ? 'primary' : 'secondary'}
    title=${title}
    ?disabled=${disabled}
    @click=${onPress}
    >${label}</vscode-button
  >`;
}

export function checkbox(
  label: string,
  checked: boolean,
  onChange: (checked: boolean) => void,
  title = label,
): TemplateResult {
  const changed = (event: Event): void => {
    const target: unknown = event.currentTarget;
    if (typeof target === 'object' && target !== null && 'checked' in target && target.checked !== checked)
      onChange(target.checked === true);
  };
  return html`<vscode-checkbox title=${title} .checked=${live(checked)} @change=${changed}>${label}</vscode-checkbox>`;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** `onChange` hears of the person's choices only, not of those made by the next state. */
export function dropdown(
  label: string,
  choices: readonly Choice[],
  value: string,
  onChange: (value: string) => void,
): TemplateResult {
  const changed = (event: Event): void => {
    const chosen = valueOf(event);
    if (chosen !== value && choices.some((choice) => choice.value === chosen)) onChange(chosen);
  };
  // The element takes its value from its options once they exist; keyed by value, an option never turns into another one while open.
  return html`<vscode-dropdown aria-label=${label} title=${label} @change=${changed} .value=${value}>
    ${repeat(
      choices,
      (choice) => choice.value,
      (choice) =>
        html`<vscode-option value=${choice.value} ?selected=${choice.value === value}>${choice.label}</vscode-option>`,
    )}
  </vscode-dropdown>`;
}

/** `onEnter` gets what stands in the field when Enter is pressed. */
export function textField(
  label: string,
  placeholder: string,
  onEnter: (text: string) => void,
  { size = 12, id = '' } = {},
): TemplateResult {
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    onEnter(valueOf(event));
  };
  return html`<vscode-text-field
    id=${id || nothing}
    aria-label=${label}
    title=${label}
    placeholder=${placeholder}
    size=${size}
    @keydown=${pressed}
  ></vscode-text-field>`;
}

export interface TabView {
  readonly id: string;
  readonly label: string;
  readonly content: TemplateResult;
}

export function tabs(
  label: string,
  views: readonly TabView[],
  active: string,
  onChange: (id: string) => void,
): TemplateResult {
  const changed = (event: Event): void => {
    const target: unknown = event.currentTarget;
    const id: unknown =
      typeof target === 'object' && target !== null && 'activeid' in target ? target.activeid : undefined;
    if (event.target === event.currentTarget && typeof id === 'string' && id !== active) onChange(id);
  };
  return html`<vscode-panels aria-label=${label} activeid=${active} @change=${changed}>
    ${views.map((view) => html`<vscode-panel-tab id=${view.id}>${view.label}</vscode-panel-tab>`)}
    ${views.map((view) => html`<vscode-panel-view id="${view.id}-view">${view.content}</vscode-panel-view>`)}
  </vscode-panels>`;
}
