// The import rule of docs/architecture.md, held by dependency-cruiser: extension -> core <- webview, and one direction inside core.

/** Core's layers from the bottom up: a folder imports itself and what stands before it. */
const LAYERS = ['word', 'content', 'memory', 'mm', 'kernel', 'scenario', 'timeline', 'debug'];
/** On top of all layers, in no order among themselves; no layer imports them. */
const TOP = ['report', 'check', 'review', 'recording', 'protocol', 'reference'];
/** Plain data that every folder of core may read. */
const PLAIN_DATA = '^core/scenario/program[.]ts$';

/** The npm packages that core may use: none of them needs Node, a DOM or VS Code. */
const CORE_PACKAGES = [
  'langium',
  'vscode-languageserver-types',
  'vscode-languageserver-protocol',
  'vscode-languageserver',
  '@hpcc-js/wasm-zstd',
];
/** vitest and the like. */
const TESTS = '[.](test|fixture)[.]ts$|^extension/e2e/';

const packages = (names) => `(^|/)node_modules/(@types/)?(${names.join('|')})/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...LAYERS.map((layer, index) => ({
      name: `core-${layer}-imports-downward`,
      comment: `core/${layer} imports only itself and what stands below it: ${LAYERS.slice(0, index).join(', ') || 'nothing'}.`,
      severity: 'error',
      from: { path: `^core/${layer}/`, pathNot: TESTS },
      to: { path: `^core/(${[...LAYERS.slice(index + 1), ...TOP].join('|')})/`, pathNot: PLAIN_DATA },
    })),
    {
      name: 'core-folder-is-known',
      comment: 'A new folder of core takes its place in the order at the top of .dependency-cruiser.cjs.',
      severity: 'error',
      from: { path: '^core/', pathNot: `^core/(${[...LAYERS, ...TOP].join('|')})/` },
      to: {},
    },
    {
      name: 'reference-stands-alone',
      comment:
        'The reference model is worth something because it was not made from the model: only what compares the two sees both.',
      severity: 'error',
      from: { path: '^core/reference/', pathNot: '/(compare|sideBySide)[.]fixture[.]ts$|[.]test[.]ts$' },
      to: { path: '^core/(mm|kernel|memory|check|recording)/' },
    },
    {
      name: 'core-has-no-node',
      comment: 'Core runs in the browser and in a web worker too.',
      severity: 'error',
      from: { path: '^core/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-packages',
      comment: `Core may use these packages only: ${CORE_PACKAGES.join(', ')}.`,
      severity: 'error',
      from: { path: '^core/', pathNot: TESTS },
      to: { path: 'node_modules/', pathNot: packages(CORE_PACKAGES) },
    },
    {
      name: 'core-stands-alone',
      comment: 'Core knows neither the editor nor the panel.',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: '^(extension|webview|scripts)/' },
    },
    {
      name: 'webview-stands-on-core',
      comment: 'Host and webview talk through core/protocol only. Tests find their browser through scripts/.',
      severity: 'error',
      from: { path: '^webview/', pathNot: TESTS },
      to: { path: '^(extension|scripts)/' },
    },
    {
      name: 'extension-stands-on-core',
      comment: 'Host and webview talk through core/protocol only.',
      severity: 'error',
      from: { path: '^extension/' },
      to: { path: '^webview/' },
    },
    {
      name: 'webview-has-no-node',
      severity: 'error',
      from: { path: '^webview/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'node-only-in-cli',
      comment:
        'The extension runs on the web too: Node belongs to extension/cli, and to files that have one for the web beside them.',
      severity: 'error',
      from: {
        path: '^extension/',
        pathNot: `^extension/(cli/|main[.]ts$|language/(client|server[.]node)[.]ts$|compiler/(openCompiler|compiler[.]node)[.]ts$)|${TESTS}`,
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'vscode-only-in-extension',
      severity: 'error',
      from: { path: '^(core|webview)/|^extension/cli/' },
      to: { path: ['^vscode$', 'node_modules/@types/vscode/'] },
    },
    {
      name: 'cli-never-reaches-vscode',
      comment: 'The command line and the stdio servers run outside VS Code.',
      severity: 'error',
      from: { path: '^extension/cli/' },
      to: { path: ['^vscode$', 'node_modules/@types/vscode/'], reachable: true },
    },
    {
      name: 'toolkit-behind-one-file',
      comment: '@vscode/webview-ui-toolkit is archived upstream: only webview/ui/controls.ts may know it.',
      severity: 'error',
      from: { pathNot: '^webview/ui/controls[.]ts$' },
      to: { path: packages(['@vscode/webview-ui-toolkit']) },
    },
    {
      name: 'product-without-test-tools',
      severity: 'error',
      from: { path: '^(core|extension|webview)/', pathNot: TESTS },
      to: {
        path: [
          '[.](test|fixture)[.]ts$',
          packages(['vitest', 'fast-check', 'playwright-core', 'ajv', '@vscode/debugadapter-testsupport']),
        ],
      },
    },
    {
      name: 'no-cycles',
      comment: "Only core/mm has cycles: the kernel's files call each other in circles.",
      severity: 'error',
      from: { pathNot: '^core/mm/' },
      to: { circular: true },
    },
    {
      name: 'mm-cycles-stay-inside',
      severity: 'error',
      from: { path: '^core/mm/' },
      to: { circular: true, via: { pathNot: '^core/mm/' } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
