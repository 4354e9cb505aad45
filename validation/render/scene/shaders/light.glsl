// A key light with a shadow, a wide fill light, and a sky above a ground. Colours are linear.
uniform vec3 key_direction;
uniform vec3 key_colour;
uniform vec3 fill_direction;
uniform vec3 fill_colour;
uniform vec3 sky_colour;
uniform vec3 ground_colour;
uniform sampler2D shadow_map;
uniform float shadow_size;

const float PI = 3.14159265;

float facets(float cosine, float width) {  // GGX
  float d = cosine * cosine * (width * width - 1.0) + 1.0;
  return width * width / (PI * d * d);
}

float fresnel(float cosine) { return 0.028 + 0.972 * pow(clamp(1.0 - cosine, 0.0, 1.0), 5.0); }

float lit(vec4 in_light) {  // share of the key light that gets here, with a soft edge
  vec3 s = in_light.xyz / in_light.w * 0.5 + 0.5;
  if (any(lessThan(s.xy, vec2(0.0))) || any(greaterThan(s.xy, vec2(1.0)))) return 1.0;
  float sum = 0.0;
  for (int i = -1; i <= 1; i++)
    for (int j = -1; j <= 1; j++) {
      float d = texture(shadow_map, s.xy + vec2(i, j) * 2.6 / shadow_size).r;
      sum += smoothstep(s.z - 0.010, s.z - 0.003, d);
    }
  return sum / 9.0;
}
