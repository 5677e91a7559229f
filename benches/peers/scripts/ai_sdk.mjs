// Reads one stream by the AI SDK's `streamText` with `Output.object`, and looks at each partial.
//
// node ai_sdk.mjs BASE_URL accounts|essay
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { Output, streamText } from 'ai';
import { z } from 'zod';

const [url, document] = process.argv.slice(2);

const accounts = z.object({
  accounts: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      active: z.boolean(),
      score: z.number(),
      tags: z.array(z.string()),
      address: z.object({ street: z.string(), city: z.string() }),
    }),
  ),
});
const essay = z.object({ title: z.string(), text: z.string() });

const provider = createOpenAICompatible({
  name: 'local',
  apiKey: 'test-key',
  baseURL: url,
  supportsStructuredOutputs: true,
});

const start = process.cpuUsage();
const { partialOutputStream, output } = streamText({
  model: provider('some/model'),
  output: Output.object({ schema: document === 'essay' ? essay : accounts }),
  system: 'You are a helpful assistant that answers in JSON.',
  prompt: 'Create a user named Alice, who lives in 42, Wonderland Avenue.',
  temperature: 0,
  onError({ error }) {
    throw error;
  },
});
let updates = 0;
let last;
for await (const partial of partialOutputStream) {
  last = partial;
  updates += 1;
}
const value = await output;
const used = process.cpuUsage(start);
console.log(
  JSON.stringify({
    cpu: (used.user + used.system) / 1e6,
    updates,
    length: document === 'essay' ? value.text.length : value.accounts.length,
    typed: last !== undefined,
  }),
);
