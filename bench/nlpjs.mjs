// nlp.js as a peer: reads {"phrases": [[owner, text]], "questions": [text]} on stdin, writes ranked owners and scores.
import { readFileSync } from "node:fs";
import { dockStart } from "@nlpjs/basic";
import { LangNl } from "@nlpjs/lang-nl";

const input = JSON.parse(readFileSync(0, "utf8"));
const dock = await dockStart({ settings: { nlp: { autoSave: false, log: false } }, use: ["Basic"] });
dock.getContainer().use(LangNl);
const nlp = dock.get("nlp");
nlp.settings.autoSave = false;
nlp.addLanguage("nl");
for (const [owner, text] of input.phrases) nlp.addDocument("nl", text, owner);
const log = console.log;
console.log = () => {};
const began = performance.now();
await nlp.train();
const trained = performance.now() - began;
const found = [];
const asked = performance.now();
for (const question of input.questions) {
  const result = await nlp.process("nl", question);
  const ranked = result.classifications.filter((one) => one.intent !== "None").slice(0, 3);
  found.push([ranked.map((one) => one.intent), ranked.length ? ranked[0].score : 0]);
}
console.log = log;
console.log(JSON.stringify({ trained, each: (performance.now() - asked) / input.questions.length, found }));
