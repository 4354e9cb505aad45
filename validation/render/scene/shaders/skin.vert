#version 330
// Everything in the camera's axes with y up and z towards the lens; metres.
in vec3 position;
in vec3 normal;
in float openness;   // 1 where nothing shades the spot from the sky
in vec3 rest;        // where the vertex is on the resting hand: what skin features are tied to
in vec3 rest_normal;
in vec4 marks;       // nail, redness, forearm, nail's free edge
in vec2 crease;      // way along the digit from the nearest crease; how strong that is
uniform mat4 projection;
uniform mat4 to_light;
out vec3 at;
out vec3 facing;
out vec3 at_rest;
out vec3 facing_rest;
out vec4 marked;
out vec2 creased;
out vec4 in_light;
out float open_to_sky;
void main() {
  at = position;
  facing = normal;
  at_rest = rest;
  facing_rest = rest_normal;
  marked = marks;
  creased = crease;
  open_to_sky = openness;
  in_light = to_light * vec4(position, 1.0);
  gl_Position = projection * vec4(position, 1.0);
}
