-- Arguments: method, path, requests in a pipeline, file of the content, field line. Prints what was measured as JSON.
function init(args)
    local method, path, pipelined, content, field = args[1], args[2], tonumber(args[3]), args[4], args[5]
    local body = nil
    if content ~= "" then
        local file = assert(io.open(content, "rb"))
        body = file:read("*a")
        file:close()
    end
    if field ~= "" then
        local name, value = field:match("^(.-): (.*)$")
        wrk.headers[name] = value
    end
    local one = wrk.format(method, path, nil, body)
    request_bytes = string.rep(one, pipelined)
end

function request()
    return request_bytes
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '\n{"requests": %d, "micros": %d, "p50": %.3f, "p99": %.3f, "errors": %d}\n',
        summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
