import { Agent, get } from 'node:http';
import express from 'express';

// An Express service with two downstream calls, one after the other. Nothing in it knows of rollcall.
const agent = new Agent({ keepAlive: true });
const database = process.env.DB_URL;

export const app = express();

app.get('/', async (_request, response) => {
  const stock = await ask('/stock');
  const price = await ask('/price');
  response.json({ stock, price, total: quote() });
});

const ask = (path) =>
  new Promise((resolve, reject) => {
    get(database + path, { agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      answer.on('end', () => resolve(JSON.parse(text))).on('error', reject);
    }).on('error', reject);
  });

/** About 3 ms of computation: the same work in each call. */
function quote() {
  let state = 1;
  for (let step = 0; step < 2_800_000; step += 1) state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return state;
}
