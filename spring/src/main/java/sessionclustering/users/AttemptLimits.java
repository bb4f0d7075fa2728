package sessionclustering.users;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sessionclustering.Settings;
import sessionclustering.web.Problem;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Limits the attempts to log in and to sign up. The counts are those of the Fastify backends (backend/src/plugins,
 * account-limiter.ts and address-limiter.ts): the same keys in Redis, so this server is no way around them.
 */
@Component
public class AttemptLimits {

	private static final Logger logger = LoggerFactory.getLogger(AttemptLimits.class);

	/** Answers 0, or the milliseconds to wait. ARGV: free attempts, first delay, longest delay, forgotten after (ms). */
	private static final RedisScript<Long> COUNT_ACCOUNT = RedisScript.of("""
			local time = redis.call('TIME')
			local now = time[1] * 1000 + math.floor(time[2] / 1000)
			local wait = (redis.call('HGET', KEYS[1], 'until') or 0) - now
			if wait > 0 then return wait end
			local over = redis.call('HINCRBY', KEYS[1], 'attempts', 1) - ARGV[1]
			if over >= 0 then
			  redis.call('HSET', KEYS[1], 'until', now + math.min(ARGV[2] * 2 ^ math.min(over, 20), ARGV[3]))
			end
			redis.call('PEXPIRE', KEYS[1], ARGV[4])
			return 0
			""", Long.class);

	private static final RedisScript<Void> UNCOUNT_ACCOUNT = RedisScript.of("""
			if redis.call('EXISTS', KEYS[1]) == 0 then return end
			redis.call('HINCRBY', KEYS[1], 'attempts', -1)
			redis.call('HDEL', KEYS[1], 'until')
			""", Void.class);

	/** Answers 0, or the milliseconds until the window ends. ARGV: the window in ms, how many are allowed. */
	private static final RedisScript<Long> COUNT_ADDRESS = RedisScript.of("""
			local count = redis.call('INCR', KEYS[1])
			if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
			if count <= tonumber(ARGV[2]) then return 0 end
			return math.max(1, redis.call('PTTL', KEYS[1]))
			""", Long.class);

	private static final RedisScript<Void> UNCOUNT_ADDRESS = RedisScript
		.of("if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end", Void.class);

	private static final String LOGIN = "limit:login-address:";

	private static final String SIGN_UP = "limit:signup-address:";

	private static final String SIGN_UP_DAY = "limit:signup-day-address:";

	private final StringRedisTemplate redis;

	private final UserStore users;

	private final Settings settings;

	AttemptLimits(StringRedisTemplate redis, UserStore users, Settings settings) {
		this.redis = redis;
		this.users = users;
		this.settings = settings;
	}

	/** Counts an attempt to log in and runs it. Its success resets the count of this account from this sender. */
	public <T> T logIn(Sender sender, String username, Supplier<T> attempt) {
		String address = LOGIN + sender.address();
		countAddress(address, Duration.ofMinutes(1), this.settings.loginAttemptsPerAddress(),
				"Too many attempts to log in. Try again later.");
		String name = Usernames.canonical(username);
		// The browser of the last login has a count of its own: guesses from the same address do not delay the owner there.
		boolean isKnown = sender.browser() != null && sender.browser().equals(this.users.lastBrowser(name));
		String account = "limit:login-delay:" + (isKnown ? sender.browser() : sender.address()) + ":" + name;
		long waitMs = this.redis.execute(COUNT_ACCOUNT, List.of(account),
				String.valueOf(this.settings.loginAttemptsPerAccount()), "5000", "30000", "60000");
		if (waitMs > 0) {
			this.redis.execute(UNCOUNT_ADDRESS, List.of(address));
			throw tooMany("Too many attempts to log in to this account. Try again later.", waitMs);
		}
		try {
			T result = attempt.get();
			this.redis.delete(account);
			return result;
		}
		catch (Problem problem) {
			logger.warn("event=login-failed cause={}", problem.getMessage());
			if (problem.isUnserved()) {
				this.redis.execute(UNCOUNT_ADDRESS, List.of(address));
				this.redis.execute(UNCOUNT_ACCOUNT, List.of(account));
			}
			throw problem;
		}
	}

	/** Counts a sign-up and runs it, whether the name is taken or not. */
	public <T> T signUp(Sender sender, Supplier<T> attempt) {
		int most = this.settings.signupsPerAddress();
		String detail = "Too many sign-ups. Try again later.";
		countAddress(SIGN_UP + sender.address(), Duration.ofMinutes(10), most, detail);
		countAddress(SIGN_UP_DAY + sender.address(), Duration.ofDays(1), most * 10, detail);
		try {
			return attempt.get();
		}
		catch (Problem problem) {
			if (problem.isUnserved()) {
				this.redis.execute(UNCOUNT_ADDRESS, List.of(SIGN_UP + sender.address()));
				this.redis.execute(UNCOUNT_ADDRESS, List.of(SIGN_UP_DAY + sender.address()));
			}
			throw problem;
		}
	}

	private void countAddress(String key, Duration window, int most, String detail) {
		long waitMs = this.redis.execute(COUNT_ADDRESS, List.of(key), String.valueOf(window.toMillis()),
				String.valueOf(most));
		if (waitMs > 0) {
			throw tooMany(detail, waitMs);
		}
	}

	private static Problem tooMany(String detail, long waitMs) {
		return new Problem(429, "too-many-attempts", detail).retryAfter((waitMs + 999) / 1000);
	}

	/**
	 * The sender of a request, as attempts are counted.
	 * @param address as it is counted: an IPv4 address; of an IPv6 address its /64 network, which usually belongs to one
	 * visitor
	 * @param browser a digest of the cookie {@code visitor}, which nginx gives to every browser; null without it
	 */
	public record Sender(String address, String browser) {

		private static final Pattern VISITOR = Pattern.compile("(?:^|; ?)visitor=([0-9a-f]{32})(?:;|$)");

		public static Sender of(HttpServletRequest request) {
			String cookies = String.valueOf(request.getHeader(HttpHeaders.COOKIE));
			Matcher visitor = VISITOR.matcher(cookies);
			return new Sender(network(request.getRemoteAddr()), visitor.find() ? digest(visitor.group(1)) : null);
		}

		private static String network(String address) {
			try {
				// Of an IPv4 address in IPv6 notation this is the IPv4 address. A literal needs no DNS.
				InetAddress parsed = InetAddress.getByName(address.replaceFirst("%.*", ""));
				if (!(parsed instanceof Inet6Address)) {
					return parsed.getHostAddress();
				}
				byte[] bytes = parsed.getAddress();
				Arrays.fill(bytes, 8, 16, (byte) 0);
				// 2001:db8:0:0:0:0:0:0 as RFC 5952 writes it: 2001:db8::
				return InetAddress.getByAddress(bytes).getHostAddress().replaceFirst("(:0)+$", "::");
			}
			catch (UnknownHostException ex) {
				return address;
			}
		}

		private static String digest(String text) {
			try {
				byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
				return Base64.getUrlEncoder().encodeToString(hash).substring(0, 22);
			}
			catch (NoSuchAlgorithmException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
