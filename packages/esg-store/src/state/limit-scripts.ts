// Scripts that Redis runs as one step each: https://redis.io/docs/latest/develop/programmability/eval-intro/
//
// A bucket is a hash with these fields; all times are milliseconds of the server's clock:
//   free       how many requests may go for certain; missing: not known
//   silent     1: responses report no limit
//   seq        the number of the last admitted request
//   reported   the highest number with a report; a later report of a lower number does not increase `free`
//   probe      reports of requests with lower numbers no longer count
//   opensAt    when one more request may go although none is free
//   frozenUntil, blocks   after a 429, and how many probes in a row were answered with one
//   minute, count, before, paceMs, nextAt   without headers: requests in this minute and the last one, and the pace
//
// The numbers of requests in flight are in a sorted set, by the time of their admission.

const now = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local bucket, flights = KEYS[1], KEYS[2]
  local names = {'free', 'silent', 'seq', 'reported', 'probe', 'opensAt', 'frozenUntil', 'blocks', 'minute', 'count', 'before', 'paceMs', 'nextAt'}
  local s = {}
  for i, value in ipairs(redis.call('HMGET', bucket, unpack(names))) do s[names[i]] = tonumber(value or nil) end
  local function keep()
    for _, name in ipairs(names) do
      if s[name] then redis.call('HSET', bucket, name, string.format('%.0f', s[name])) else redis.call('HDEL', bucket, name) end
    end
    redis.call('PEXPIRE', bucket, math.max(600000, (s.frozenUntil or 0) - now + 60000))
    redis.call('PEXPIRE', flights, 600000)
  end
`;

/**
 * Returns a wait in milliseconds and whether a 429 caused it, or 0 and a ticket. A ticket is the number of the request
 * and the number of requests that were in flight when it was admitted.
 */
export const admitScript = `${now}
  redis.call('ZREMRANGEBYSCORE', flights, '-inf', now - 60000)
  local inFlight = redis.call('ZCARD', flights)
  local blocked = (s.blocks or 0) > 0 and '1' or '0'
  if now < (s.frozenUntil or 0) then return {s.frozenUntil - now, blocked} end
  if not s.free and not s.silent and inFlight > 0 then return {50, blocked} end
  if s.free and s.free <= 0 then
    local waitMs = (s.opensAt or 0) - now
    if waitMs > 0 then return {inFlight > 0 and math.min(waitMs, 100) or waitMs, blocked} end
    s.probe = (s.seq or 0) + 1
    s.opensAt = now + 60000
    s.free = 1
  end
  if s.silent and s.paceMs then
    if now < (s.nextAt or 0) then return {s.nextAt - now, blocked} end
    s.nextAt = now + s.paceMs
  end
  local minute = math.floor(now / 60000)
  if minute ~= s.minute then
    s.before = minute - 1 == s.minute and s.count or 0
    s.count = 0
    s.minute = minute
  end
  s.count = s.count + 1
  if s.free then s.free = s.free - 1 end
  s.seq = (s.seq or 0) + 1
  redis.call('ZADD', flights, now, s.seq)
  keep()
  return {0, string.format('%.0f:%d', s.seq, inFlight)}
`;

/**
 * ARGV: number and requests in flight of the ticket, status (0: none), remaining requests and reset (-1: not reported).
 * Requests that Spot had not counted in a report are those admitted later, and those in flight at its admission.
 */
export const reportScript = `${now}
  local seq, before = tonumber(ARGV[1]), tonumber(ARGV[2])
  local status, remaining, resetMs = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
  redis.call('ZREM', flights, seq)
  if not s.seq then return end
  local isProbe = seq == s.probe
  if status == 429 then
    s.blocks = isProbe and (s.blocks or 0) + 1 or math.max(s.blocks or 0, 1)
    local freezeMs = resetMs < 0 and 60000 or math.max(resetMs, 1000)
    s.frozenUntil = math.max(s.frozenUntil or 0, now + freezeMs * 2 ^ math.min(s.blocks - 1, 6) + 250)
    s.free = 0
    s.opensAt = s.frozenUntil
    s.probe = s.seq + 1
    if resetMs < 0 then
      local sent = (s.count or 0) + (s.before or 0) * (1 - now % 60000 / 60000)
      s.paceMs = 60000 / math.max(1, math.floor(sent * 0.8))
    end
    return keep()
  end
  if seq < (s.probe or 0) then return end
  if isProbe and status ~= 0 then s.blocks = 0 end
  if remaining >= 0 then
    local certain = remaining - before - (s.seq - seq)
    if seq >= (s.reported or 0) then
      s.free = math.max(0, math.min(math.max(s.free or 0, certain), remaining))
      s.opensAt = now + math.max(resetMs, 0) + 250
      s.reported = seq
    else
      s.free = math.min(s.free or 0, remaining)
    end
    s.silent = nil
    s.paceMs = nil
  elseif status == 200 and (isProbe or not s.free) then
    s.free = nil
    s.silent = 1
  elseif isProbe then
    s.opensAt = now + 1000
  end
  keep()
`;
