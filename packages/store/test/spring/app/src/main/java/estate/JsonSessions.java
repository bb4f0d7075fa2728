package estate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.security.jackson.SecurityJacksonModules;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** Sessions as JSON. Without this bean, which the profile jdk leaves out, Spring Session writes them with JDK serialization. */
@Configuration
@Profile("!jdk")
class JsonSessions {
  @Bean
  RedisSerializer<Object> springSessionDefaultRedisSerializer() {
    // Spring Security allows its own types, lists and maps. These are what the application puts into its sessions beside them.
    var types = BasicPolymorphicTypeValidator.builder()
        .allowIfSubType(Number.class)
        .allowIfSubType(Cart.class);
    var modules = SecurityJacksonModules.getModules(getClass().getClassLoader(), types);
    return new GenericJacksonJsonRedisSerializer(JsonMapper.builder().addModules(modules).build());
  }
}
