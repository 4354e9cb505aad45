#version 330
in vec3 position;
in vec3 normal;
in vec3 colour;
uniform mat4 projection;
uniform mat4 to_light;
out vec3 at;
out vec3 facing;
out vec3 tint;
out vec4 in_light;
void main() {
  at = position;
  facing = normal;
  tint = colour;
  in_light = to_light * vec4(position, 1.0);
  gl_Position = projection * vec4(position, 1.0);
}
