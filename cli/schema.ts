import { jsonSchema } from '../sim-core/index.ts';
import { type Command, JSON_OPTION } from './command.ts';
import { printJson } from './output.ts';

export const schemaCommand: Command = {
  name: 'schema',
  positionals: [],
  about: 'Prints the JSON Schema of scenarios',
  options: [{ ...JSON_OPTION, about: 'the same: a schema is JSON' }],
  examples: [{ line: 'callscape schema > callscape.schema.json', about: 'for editors that complete and check' }],
  run() {
    printJson(jsonSchema());
    return 0;
  },
};
