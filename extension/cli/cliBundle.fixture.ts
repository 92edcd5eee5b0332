// The command line bundled into a temporary folder, as scripts/build.mjs does it, for tests that start it as a process.
import { bundleProgram } from '../adapter/checkedClient.fixture';

export const bundleCli = (): ReturnType<typeof bundleProgram> => bundleProgram(`import './extension/cli/main';`);
