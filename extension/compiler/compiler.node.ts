// The compiler in a worker thread of the desktop's extension host: a large scenario never holds the host.
import { parentPort } from 'node:worker_threads';
import { answerCompile, type CompileRequest } from './compileMessages';

const port = parentPort;
if (port === null) throw new Error('The compiler runs in a worker thread; on the command line there is "vswap run".');
port.on('message', (request: CompileRequest) => answerCompile(request, (reply) => port.postMessage(reply)));
