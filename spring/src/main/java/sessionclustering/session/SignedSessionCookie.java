package sessionclustering.session;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import sessionclustering.Settings;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.stereotype.Component;

/**
 * Bean 3 of 3: reads and writes the session cookie {@code sid}, with the signature of the Fastify backends.
 * <p>
 * Spring Session's default cookie is {@code SESSION}, the id in base64 and unsigned. Here the cookie is
 * {@code id.HMAC-SHA-256}. A cookie with a wrong signature is no cookie, so Redis is never asked for an id that a client
 * has made up. Over HTTPS the name is {@code __Host-sid}: browsers accept it only with {@code Secure}, {@code Path=/} and
 * without {@code Domain}.
 * <p>
 * A request with two validly signed cookies of this name has no session here: another program of the same host may have
 * planted one of them (RFC 6265, section 8.5).
 */
@Component
class SignedSessionCookie implements CookieSerializer {

	private final CookieSignature signature;

	private final boolean secure;

	private final String name;

	SignedSessionCookie(Settings settings) {
		this.signature = new CookieSignature(settings.cookieSecrets());
		this.secure = settings.tls();
		this.name = this.secure ? "__Host-sid" : "sid";
	}

	@Override
	public List<String> readCookieValues(HttpServletRequest request) {
		Cookie[] cookies = Optional.ofNullable(request.getCookies()).orElse(new Cookie[0]);
		List<String> ids = Arrays.stream(cookies)
			.filter((cookie) -> cookie.getName().equals(this.name))
			.flatMap((cookie) -> this.signature.verify(decode(cookie.getValue())).stream())
			.distinct()
			.toList();
		return (ids.size() == 1) ? ids : List.of();
	}

	/** An empty value clears the cookie. */
	@Override
	public void writeCookieValue(CookieValue cookieValue) {
		String id = cookieValue.getCookieValue();
		boolean clears = id.isEmpty();
		String value = clears ? "" : URLEncoder.encode(this.signature.sign(id), StandardCharsets.UTF_8);
		ResponseCookie cookie = ResponseCookie.from(this.name, value)
			.path("/")
			.httpOnly(true)
			.secure(this.secure)
			.sameSite("Lax")
			// Without Max-Age the cookie ends with the browser session. Redis decides how long the session lives.
			.maxAge(clears ? 0 : -1)
			.build();
		cookieValue.getResponse().addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
	}

	/** The signature is base64: its {@code +} and {@code /} are percent-encoded, but perhaps not by every client. */
	private static String decode(String value) {
		try {
			return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return value;
		}
	}

}
