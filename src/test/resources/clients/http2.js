// Talks HTTP/2 to Lanner with what Node brings: node http2.js URL CERTIFICATE PART. Prints ok, or fails with the reason.
'use strict';
const assert = require('assert');
const crypto = require('crypto');
const fs = require('fs');
const http2 = require('http2');

const url = process.argv[2];
const ca = fs.readFileSync(process.argv[3]);
const content = Buffer.alloc(1000000, 'Lanner ');
const hash = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex');

function connect(options) {
    return new Promise((resolve, reject) => {
        const session = http2.connect(url, { ca, ...options });
        session.once('error', reject);
        session.once('remoteSettings', () => {
            session.off('error', reject);
            resolve(session);
        });
    });
}

/** Sends a request, lets `more` do with it what it likes, and gives the whole response. */
function send(session, headers, body, more) {
    return new Promise((resolve, reject) => {
        const stream = session.request(headers, { endStream: body === undefined, waitForTrailers: body === null });
        const answer = { info: [], trailers: {} };
        const pieces = [];
        stream.on('headers', (info) => answer.info.push(info));
        stream.on('response', (response) => answer.headers = response);
        stream.on('trailers', (trailers) => answer.trailers = trailers);
        stream.on('data', (piece) => pieces.push(piece));
        stream.on('error', reject);
        stream.on('close', () => {
            answer.body = Buffer.concat(pieces).toString('latin1');
            answer.code = stream.rstCode;
            resolve(answer);
        });
        if (more) {
            more(stream);
        }
        if (body) {
            stream.end(body);
        }
    });
}

const get = (path) => ({ ':path': path });
const post = (path) => ({ ':path': path, ':method': 'POST' });

const parts = {
    async get(session) {
        const { headers, body } = await send(session, get('/hello'));
        assert.strictEqual(headers[':status'], 200);
        assert.strictEqual(headers['content-length'], '5');
        assert.strictEqual(headers.server, 'Lanner');
        assert.ok(Math.abs(Date.parse(headers.date) - Date.now()) < 60000);
        assert.strictEqual(body, 'hello');
        assert.strictEqual((await send(session, get('/version'))).body, 'HTTP/2');
        assert.strictEqual((await send(session, get('/missing'))).headers[':status'], 404);
        const head = await send(session, { ':path': '/hello', ':method': 'HEAD' });
        assert.strictEqual(head.headers['content-length'], '5');
        assert.strictEqual(head.body, '');
    },

    /** More than may be open at once: Node keeps the others back. */
    async many(session) {
        const all = [];
        for (let i = 0; i < 250; i++) {
            all.push(send(session, get('/large/' + (1000 + i))));
            all.push(send(session, post('/hash'), content.subarray(0, 20000 + i)));
        }
        const answers = await Promise.all(all);
        for (let i = 0; i < 250; i++) {
            assert.strictEqual(answers[2 * i].body.length, 1000 + i);
            assert.strictEqual(answers[2 * i + 1].body, hash(content.subarray(0, 20000 + i)));
        }
    },

    async upload(session) {
        assert.strictEqual((await send(session, post('/hash'), content)).body, hash(content));
        const five = await Promise.all([1, 2, 3, 4, 5].map(() => send(session, post('/echo'), content)));
        five.forEach(({ body }) => assert.strictEqual(body, content.toString('latin1')));
    },

    /** Through windows of 65,535 bytes, so that Node says some thousand times that there is room again. */
    async download(session) {
        let length = 0;
        await send(session, get('/large/60000000'), undefined, (stream) => {
            stream.removeAllListeners('data');
            stream.on('data', (piece) => length += piece.length);
        });
        assert.strictEqual(length, 60000000);
    },

    async trailers(session) {
        const down = await send(session, get('/chunks'));
        assert.strictEqual(down.headers.trailer, 'X-Sum');
        assert.strictEqual(down.body, 'chunk 0\nchunk 1\nchunk 2\n');
        assert.strictEqual(down.trailers['x-sum'], '24');

        const up = await send(session, post('/trailers'), null, (stream) => {
            stream.on('wantTrailers', () => stream.sendTrailers({ 'x-checksum': 'abc' }));
            stream.write('one ');
            stream.end('two');
        });
        assert.strictEqual(up.body, 'one two|abc');
    },

    async hints(session) {
        const { info, headers, body } = await send(session, get('/hints'));
        assert.deepStrictEqual(info.map((each) => [each[':status'], each.link]), [[103, '</style.css>; rel=preload']]);
        assert.strictEqual(headers[':status'], 200);
        assert.strictEqual(body, 'hinted');
    },

    async expectContinue(session) {
        let told = 0;
        const { body } = await send(session, { ...post('/hash'), expect: '100-continue' }, null, (stream) => {
            stream.on('continue', () => {
                told++;
                stream.end(content);
            });
        });
        assert.strictEqual(told, 1);
        assert.strictEqual(body, hash(content));
    },

    /** It gets the answer, and is not told of an error. */
    async early(session) {
        const { headers, body, code } = await send(session, post('/limited'), Buffer.alloc(5000000));
        assert.strictEqual(headers[':status'], 413);
        assert.ok(body.includes('BODY_TOO_LARGE'));
        assert.strictEqual(code, http2.constants.NGHTTP2_NO_ERROR);
        assert.strictEqual((await send(session, get('/hello'))).body, 'hello');
    },

    async leaves(session) {
        for (const code of [http2.constants.NGHTTP2_CANCEL, http2.constants.NGHTTP2_NO_ERROR, 4242]) {
            const { body } = await send(session, get('/endless'), undefined, (stream) => {
                stream.removeAllListeners('error');
                stream.on('error', (error) => assert.strictEqual(error.code, 'ERR_HTTP2_STREAM_ERROR'));
                stream.once('data', () => stream.close(code));
            });
            assert.ok(body.length > 0);
        }
        assert.strictEqual((await send(session, get('/hello'))).body, 'hello');
    },

    async isReset(session) {
        for (const code of [2, 7, 11, 13, 4242]) {
            let seen;
            const failed = send(session, get('/reset/' + code), undefined, (stream) => {
                stream.on('error', () => seen = stream.rstCode);
            });
            await assert.rejects(failed, { code: 'ERR_HTTP2_STREAM_ERROR' });
            assert.strictEqual(seen, code);
        }
        await assert.rejects(send(session, get('/fail')), /NGHTTP2_INTERNAL_ERROR/);
        assert.strictEqual((await send(session, get('/hello'))).body, 'hello');
    },

    async pings(session) {
        for (let i = 0; i < 20; i++) {
            const payload = crypto.randomBytes(8);
            await new Promise((resolve, reject) => session.ping(payload, (error, duration, echoed) => {
                try {
                    assert.ifError(error);
                    assert.deepStrictEqual(echoed, payload);
                    resolve();
                } catch (failed) {
                    reject(failed);
                }
            }));
        }
    },

    /** Windows become smaller and larger again while a response is on its way. */
    async settings(session) {
        assert.strictEqual(session.remoteSettings.maxConcurrentStreams, 100);
        assert.strictEqual(session.remoteSettings.initialWindowSize, 262144);
        assert.strictEqual(session.remoteSettings.enableConnectProtocol, true);
        const change = (settings) => new Promise((resolve, reject) => {
            session.settings(settings, (error) => error ? reject(error) : resolve());
        });
        const download = send(session, get('/large/1000000'));
        await change({ initialWindowSize: 1000, maxFrameSize: 16384 });
        assert.strictEqual((await send(session, get('/large/100000'))).body.length, 100000);
        await change({ initialWindowSize: 1000000, maxFrameSize: 1000000, headerTableSize: 0 });
        assert.strictEqual((await download).body.length, 1000000);
        assert.strictEqual((await send(session, get('/large/3000000'))).body.length, 3000000);
        await change({ headerTableSize: 65536 });
        assert.strictEqual((await send(session, get('/hello'))).body, 'hello');
    },

    /** Bytes both ways on a stream, each side ended by itself (RFC 8441). */
    async tunnel(session) {
        const headers = { ':method': 'CONNECT', ':protocol': 'echo', ':path': '/tunnel' };
        const answer = await send(session, headers, null, (stream) => {
            let text = '';
            stream.on('data', (piece) => {
                text += piece;
                if (text === 'ping') {
                    stream.end('pong');
                }
            });
            stream.write('ping');
        });
        assert.strictEqual(answer.headers[':status'], 200);
        assert.strictEqual(answer.headers['x-protocol'], 'echo');
        assert.strictEqual(answer.body, 'pingpong');
        assert.strictEqual(answer.code, http2.constants.NGHTTP2_NO_ERROR);
    },

    /** The server stops: what runs ends well, and the next connection is another server's, which lets it end. */
    async stop(session) {
        const codes = [];
        session.on('goaway', (code) => codes.push(code));
        const closed = new Promise((resolve) => session.on('close', resolve));
        const goaway = new Promise((resolve) => session.once('goaway', resolve));
        const held = send(session, get('/held'));
        await goaway;
        const next = await connectAgain();
        await send(next, post('/release'), '');
        next.close();
        assert.strictEqual((await held).body.length, 300000);
        await closed;
        assert.deepStrictEqual([...new Set(codes)], [0]);
    },
};

async function connectAgain() {
    for (;;) {
        try {
            return await connect();
        } catch (refused) {
            // Who still waits to be accepted when a socket is closed is reset.
            assert.ok(['ECONNREFUSED', 'ECONNRESET'].includes(refused.code), refused.code);
        }
    }
}

async function run(part) {
    const session = await connect();
    await parts[part](session);
    session.close();
}

run(process.argv[4]).then(() => console.log('ok'), (failed) => {
    console.error(failed);
    process.exit(1);
});
