package sessionclustering.session;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import sessionclustering.Settings;

import org.springframework.stereotype.Component;

/**
 * Names of sessions for the API and the logs: a keyed hash of the id, the same as in packages/store/src/session-handles.ts.
 * Without a secret, neither can be computed from the other.
 */
@Component
public class SessionHandles {

	private final List<byte[]> keys;

	SessionHandles(Settings settings) {
		this.keys = settings.cookieSecrets()
			.stream()
			.map((secret) -> Hmac.sha256(secret.getBytes(StandardCharsets.UTF_8), "session handle"))
			.toList();
	}

	public String of(String id) {
		return handle(this.keys.get(0), id);
	}

	/** Whether a handle belongs to this session; handles made with an older secret count. */
	public boolean isOf(String handle, String id) {
		return this.keys.stream().anyMatch((key) -> handle(key, id).equals(handle));
	}

	private static String handle(byte[] key, String id) {
		return Base64.getUrlEncoder().encodeToString(Hmac.sha256(key, id)).substring(0, 16);
	}

}
