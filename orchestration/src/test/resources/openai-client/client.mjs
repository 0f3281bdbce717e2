// OpenAI's own JavaScript client, unchanged, against the running application. It holds what it is given against what it asked for, and
// writes each answer as a line of JSON, for the test to hold against OpenAI's description.
import assert from "node:assert/strict";
import OpenAI, { toFile } from "openai";

const { BASE_URL: baseURL, API_KEY: apiKey, MODEL: model } = process.env;
const PICTURE = "data:image/png;base64,iVBORw0KGgo=";

/** Writes down what comes by, without touching it. */
async function watched(url, init) {
  const answer = await fetch(url, init);
  const type = answer.headers.get("content-type") ?? "";
  if (answer.ok && (type.startsWith("application/json") || type.startsWith("text/event-stream"))) {
    const body = await answer.clone().text();
    const path = new URL(url).pathname;
    console.log(JSON.stringify({ method: init.method.toUpperCase(), path, stream: !type.startsWith("application/json"), body }));
  }
  return answer;
}

const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, fetch: watched });
const parameters = { type: "object", properties: { item: { type: "string" } }, required: ["item"], additionalProperties: false };
const tools = [{ type: "function", function: { name: "price", parameters, strict: true } }];
const messages = [{ role: "user", content: "What does a pump cost?" }];

async function chats() {
  const whole = await client.chat.completions.create({ model, messages, seed: 7, n: 1 });
  assert.equal(whole.choices[0].message.content, "About 120 euro.");
  assert.equal(whole.choices[0].finish_reason, "stop");

  let text = "";
  let usage = null;
  for await (const chunk of await client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } })) {
    text += chunk.choices[0]?.delta.content ?? "";
    usage = chunk.usage ?? usage;
  }
  assert.equal(text, "About 120 euro.");
  assert.equal(usage.total_tokens, 15);

  const seen = await client.chat.completions.create({
    model,
    messages: [{ role: "user", content: [{ type: "text", text: "What is this?" }, { type: "image_url", image_url: { url: PICTURE } }] }],
  });
  assert.equal(seen.choices[0].message.content, "A picture.");

  const formed = await client.chat.completions.parse({
    model,
    messages,
    response_format: { type: "json_schema", json_schema: { name: "cost", strict: true, schema: parameters } },
  });
  assert.deepEqual(JSON.parse(formed.choices[0].message.content), { item: "pump" });
}

async function callsTools() {
  const asked = await client.chat.completions.create({ model, messages, tools });
  const [call] = asked.choices[0].message.tool_calls;
  assert.equal(asked.choices[0].finish_reason, "tool_calls");
  assert.deepEqual(JSON.parse(call.function.arguments), { item: "pump" });

  const stream = client.chat.completions.stream({ model, messages, tools });
  const streamed = (await stream.finalChatCompletion()).choices[0].message;
  assert.deepEqual(streamed.tool_calls.map(({ id, function: f }) => [id, f.name, f.arguments]), [
    [call.id, call.function.name, call.function.arguments],
  ]);

  const answered = await client.chat.completions.create({
    model,
    tools,
    messages: [...messages, asked.choices[0].message, { role: "tool", tool_call_id: call.id, content: "120" }],
  });
  assert.equal(answered.choices[0].message.content, "It costs 120.");

  await assert.rejects(client.chat.completions.create({ model: "nobody", messages }), OpenAI.NotFoundError);
}

async function searches() {
  const embedded = await client.embeddings.create({ model: "bge-small-en-v1.5", input: ["one", "two"] });
  assert.equal(embedded.data[1].embedding.length, 384);

  const store = await client.vectorStores.create({ name: "From JavaScript" });
  const file = await client.files.create({
    file: await toFile(Buffer.from("A pump costs 120 euro at the store."), "pump.txt"),
    purpose: "assistants",
  });
  const attached = await client.vectorStores.files.createAndPoll(store.id, { file_id: file.id }, { pollIntervalMs: 200 });
  assert.equal(attached.status, "completed");
  const found = await client.vectorStores.search(store.id, { query: "What does a pump cost?" });
  assert.equal(found.data[0].file_id, file.id);

  const grounded = await client.responses.create({
    model: "extractive",
    input: "What does a pump cost?",
    tools: [{ type: "file_search", vector_store_ids: [store.id] }],
  });
  assert.match(grounded.output_text, /120 euro/);
  await client.vectorStores.delete(store.id);
}

async function responds() {
  const functions = [{ type: "function", name: "price", parameters, strict: true }];
  const plain = await client.responses.create({ model, input: "What does a pump cost?" });
  assert.equal(plain.output_text, "About 120 euro.");

  const stream = client.responses.stream({ model, input: "What does a pump cost?", tools: functions });
  const asked = await stream.finalResponse();
  const call = asked.output.find((item) => item.type === "function_call");
  assert.equal(call.arguments, '{"item":"pump"}');

  const answered = await client.responses.create({
    model,
    tools: functions,
    previous_response_id: asked.id,
    input: [{ type: "function_call_output", call_id: call.call_id, output: "120" }],
  });
  assert.equal(answered.output_text, "It costs 120.");

  const items = [];
  for await (const item of client.responses.inputItems.list(answered.id, { order: "asc", limit: 2 })) {
    items.push(item.type);
  }
  assert.deepEqual(items, ["message", "function_call", "function_call_output"]);
  await client.responses.retrieve(answered.id);

  const seen = await client.responses.create({
    model,
    input: [{ role: "user", content: [{ type: "input_image", image_url: PICTURE, detail: "auto" }] }],
  });
  assert.equal(seen.output_text, "A picture.");
}

for (const part of [chats, callsTools, responds, searches]) {
  await part();
  console.error(`${part.name}: fine`);
}
