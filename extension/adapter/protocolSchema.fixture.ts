// The Debug Adapter Protocol as a check for tests: JSON schemas made from the declarations that the protocol's own package ships.
import { createRequire } from 'node:module';
import Ajv from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

/** What a message breaks, empty when it is fine. */
export type MessageCheck = (message: unknown, command?: string) => readonly string[];

/**
 * Requests and responses are checked against the type of their command, events against theirs, unknown properties count as errors. Arguments of
 * `launch` and `restart` may have more, and events that start with `vswap/` are ours: for these only the frame is checked.
 */
export function protocolCheck(): MessageCheck {
  const path = createRequire(import.meta.url).resolve('@vscode/debugprotocol/lib/debugProtocol.d.ts');
  const generator = createGenerator({ path, skipTypeCheck: true, jsDoc: 'none', expose: 'all', topRef: true });
  const { definitions: types = {}, ...schema } = generator.createSchema('*');
  const definitions = new Set(Object.keys(types));
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema({ $schema: schema.$schema ?? '', definitions: types }, 'dap');
  return (message, command = '') => {
    const name = typeName(message, command);
    const definition = `DebugProtocol.${name}`;
    if (!definitions.has(definition)) return [`the protocol has no ${name}`];
    const validate = ajv.getSchema(`dap#/definitions/${encodeURIComponent(definition)}`);
    if (validate === undefined) return [`no schema for ${name}`];
    void validate(JSON.parse(JSON.stringify(message)));
    return (validate.errors ?? []).map(
      ({ instancePath, message: text, params }) => `${name}${instancePath} ${text} ${JSON.stringify(params)}`,
    );
  };
}

function typeName(message: unknown, command: string): string {
  if (typeof message !== 'object' || message === null || !('type' in message)) return 'ProtocolMessage';
  if (message.type === 'event' && 'event' in message && typeof message.event === 'string')
    return message.event.startsWith('vswap/') ? 'Event' : `${capital(message.event)}Event`;
  if (message.type === 'response')
    return 'success' in message && message.success === false ? 'ErrorResponse' : `${capital(command)}Response`;
  return command === 'launch' || command === 'restart' ? 'Request' : `${capital(command)}Request`;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
