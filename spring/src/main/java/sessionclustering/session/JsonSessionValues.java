package sessionclustering.session;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.serializer.SerializationException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bean 2 of 3: stores each value of a session as JSON text, which every language can read. Spring Session finds the bean by
 * its name.
 * <p>
 * The default is Java's own serialization: bytes that only a JVM with the same classes can read. This serializer writes
 * plain JSON without the names of Java classes. So a session holds strings, numbers, booleans, lists and maps, and reading
 * one that somebody else wrote creates no object of another class. An attribute that was removed is an empty text in the
 * hash: Spring Session writes {@code null} where it could delete the field.
 * <p>
 * Not supported: Java objects as attributes. They would be written as JSON, and come back as maps.
 */
@Component("springSessionDefaultRedisSerializer")
class JsonSessionValues implements RedisSerializer<Object> {

	private static final byte[] REMOVED = {};

	private final JsonMapper json = JsonMapper.shared();

	@Override
	public byte[] serialize(Object value) {
		return (value != null) ? this.json.writeValueAsBytes(value) : REMOVED;
	}

	@Override
	public Object deserialize(byte[] bytes) {
		if (bytes == null || bytes.length == 0) {
			return null;
		}
		try {
			return this.json.readValue(bytes, Object.class);
		}
		catch (JacksonException ex) {
			// Without the cause, which quotes the value.
			throw new SerializationException("A value of a session is no JSON");
		}
	}

}
