// Talks HTTP/1.1 to Lanner with what Node brings: node client.js URL CERTIFICATE PART. Prints ok, or fails with the
// reason.
'use strict';
const assert = require('assert');
const crypto = require('crypto');
const fs = require('fs');

const url = new URL(process.argv[2]);
const http = require(url.protocol.slice(0, -1));
const ca = fs.readFileSync(process.argv[3]);
const content = Buffer.alloc(1000000, 'Lanner ');
const hash = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex');

/** Sends a request, lets `more` do with it what it likes, and gives the whole response. */
function send(options, body, more) {
    return new Promise((resolve, reject) => {
        const request = http.request(url, { ca, agent: false, ...options }, (response) => {
            const pieces = [];
            response.on('data', (piece) => pieces.push(piece));
            response.on('error', reject);
            response.on('end', () => resolve({ response, body: Buffer.concat(pieces).toString('latin1') }));
        });
        request.on('error', reject);
        if (more) {
            more(request, resolve);
        }
        if (body !== null) {
            request.end(body);
        }
    });
}

const parts = {
    async keepAlive() {
        const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
        let connections = 0;
        const count = (request) => request.on('socket', (socket) => {
            connections += socket.connecting ? 1 : 0;
        });
        for (let i = 0; i < 50; i++) {
            assert.strictEqual((await send({ path: '/hello', agent }, undefined, count)).body, 'hello');
            const post = { path: '/hash', method: 'POST', agent };
            assert.strictEqual((await send(post, 'abc', count)).body, hash('abc'));
            assert.strictEqual((await send({ path: '/missing', agent }, undefined, count)).response.statusCode, 404);
        }
        assert.strictEqual(connections, 1);
        agent.destroy();
    },

    async upload() {
        const headers = { 'Content-Length': content.length };
        assert.strictEqual((await send({ path: '/hash', method: 'POST', headers }, content)).body, hash(content));
        assert.strictEqual(
            (await send({ path: '/echo', method: 'POST', headers }, content)).body, content.toString('latin1'));
    },

    async trailers() {
        const { response, body } = await send({ path: '/chunks' });
        assert.strictEqual(response.headers['transfer-encoding'], 'chunked');
        assert.strictEqual(response.headers.trailer, 'X-Sum');
        assert.strictEqual(body, 'chunk 0\nchunk 1\nchunk 2\n');
        assert.deepStrictEqual({ ...response.trailers }, { 'x-sum': '24' });

        const options = { path: '/trailers', method: 'POST', headers: { Trailer: 'X-Checksum' } };
        const answer = await send(options, null, (request) => {
            request.write('one ');
            request.write('two');
            request.addTrailers({ 'X-Checksum': 'abc' });
            request.end();
        });
        assert.strictEqual(answer.body, 'one two|abc');
    },

    async hints() {
        const seen = [];
        const { body } = await send({ path: '/hints' }, undefined, (request) => request.on('information', (info) => {
            seen.push([info.statusCode, info.headers.link]);
        }));
        assert.deepStrictEqual(seen, [[103, '</style.css>; rel=preload']]);
        assert.strictEqual(body, 'hinted');
    },

    async expectContinue() {
        let told = false;
        const headers = { Expect: '100-continue', 'Content-Length': content.length };
        const { body } = await send({ path: '/hash', method: 'POST', headers }, null, (request) => {
            request.flushHeaders();
            request.on('continue', () => {
                told = true;
                request.end(content);
            });
        });
        assert.ok(told);
        assert.strictEqual(body, hash(content));
    },

    async upgrade() {
        const headers = { Connection: 'Upgrade', Upgrade: 'echo' };
        const echoed = await send({ path: '/upgrade', headers }, undefined, (request, resolve) => {
            request.on('upgrade', (response, socket) => {
                assert.strictEqual(response.statusCode, 101);
                assert.strictEqual(response.headers.upgrade, 'echo');
                let text = '';
                socket.setEncoding('latin1');
                socket.on('data', (piece) => {
                    text += piece;
                    if (text === 'ping') {
                        socket.end('pong');
                    }
                });
                socket.on('end', () => resolve(text));
                socket.write('ping');
            });
        });
        assert.strictEqual(echoed, 'pingpong');
    },

    async cut() {
        await assert.rejects(send({ path: '/fail' }), { code: 'ECONNRESET' });
    },

    async many() {
        const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
        const headers = { 'Content-Length': 50000 };
        const all = [];
        for (let i = 0; i < 500; i++) {
            all.push(send({ path: '/hash', method: 'POST', headers, agent }, content.subarray(0, 50000)));
        }
        for (const { body } of await Promise.all(all)) {
            assert.strictEqual(body, hash(content.subarray(0, 50000)));
        }
        agent.destroy();
    },
};

parts[process.argv[4]]().then(() => console.log('ok'), (failed) => {
    console.error(failed);
    process.exitCode = 1;
});
