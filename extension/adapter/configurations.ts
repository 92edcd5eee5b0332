// Launch configurations: F5 on an open scenario or recording needs none, and one that exists is completed.
import * as vscode from 'vscode';
import { isProgram, programPath, programUri } from './editorProgram';
import { isWholePath } from './wholePath';

export const DEBUG_TYPE = 'vswap';

/** The configuration that debugs a document. */
export function configurationFor(document: vscode.TextDocument): vscode.DebugConfiguration {
  return { type: DEBUG_TYPE, request: 'launch', name: 'Debug this scenario', program: programPath(document.uri) };
}

export const configurationResolver: vscode.DebugConfigurationProvider = {
  /** Breakpoints name the program by its whole path. */
  resolveDebugConfigurationWithSubstitutedVariables(folder, configuration) {
    const program: unknown = configuration['program'];
    const cwd: unknown = configuration['cwd'];
    if (typeof program !== 'string' || program === '' || isWholePath(program)) return configuration;
    const home = (folder ?? vscode.workspace.workspaceFolders?.[0])?.uri;
    const base =
      typeof cwd !== 'string' || cwd === ''
        ? home
        : isWholePath(cwd)
          ? programUri(cwd)
          : home && vscode.Uri.joinPath(home, cwd);
    return base === undefined
      ? configuration
      : { ...configuration, program: programPath(vscode.Uri.joinPath(base, program)) };
  },
  resolveDebugConfiguration(_folder, configuration) {
    const active = vscode.window.activeTextEditor?.document;
    const document = active !== undefined && isProgram(active) ? active : undefined;
    // In a virtual workspace the editor makes a bare path of ${file}, which nothing can open.
    const isActive = configuration['program'] === undefined || configuration['program'] === '${file}';
    if (!isActive) return { ...settings(), ...configuration };
    if (document === undefined) {
      void vscode.window.showErrorMessage(
        'Nothing to debug: open a scenario (.vswap) or a recording (.rec), or name one as "program" in launch.json.',
      );
      return undefined;
    }
    return {
      ...configurationFor(document),
      ...settings(),
      ...present(configuration),
      program: programPath(document.uri),
    };
  },
};

/** What the settings say of every launch that does not say otherwise. */
function settings(): Partial<vscode.DebugConfiguration> {
  const checkInvariants: unknown = vscode.workspace.getConfiguration('vswap').get('checkInvariants');
  return checkInvariants === undefined || checkInvariants === 'default' ? {} : { checkInvariants };
}

/** What was set; without a launch.json the editor gives an empty configuration, or one of empty strings. */
function present(configuration: vscode.DebugConfiguration): Partial<vscode.DebugConfiguration> {
  return Object.fromEntries(Object.entries(configuration).filter(([, value]) => value !== undefined && value !== ''));
}

export const dynamicConfigurations: vscode.DebugConfigurationProvider = {
  provideDebugConfigurations() {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || !isProgram(document)) return [];
    const configuration = configurationFor(document);
    return [
      configuration,
      { ...configuration, name: 'Debug this scenario from its first statement', stopOnEntry: true },
    ];
  },
};
